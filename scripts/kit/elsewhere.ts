/**
 * What to say of an answer that sends somewhere else; undefined for any other. It is not followed: a POST would become a GET,
 * and whoever is there would get the key.
 *
 * @param origin who was asked
 */
export function elsewhere(
  origin: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
): string | undefined {
  if (status < 300 || status >= 400) return undefined;
  const location = headers.get('Location') ?? '';
  const target = URL.parse(location, origin);
  if (location === '' || target === null || target.origin === origin) {
    return `${origin} answers ${status} and sends to ${location === '' ? 'nowhere' : location}: is it EdgeLens?`;
  }
  return `${origin} answers from elsewhere: give ${target.origin} instead`;
}
