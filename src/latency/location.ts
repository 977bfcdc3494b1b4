/** The data centre of a request as its IATA code, such as `FRA`; `local` where there is none. */
export function locationOf(cf: unknown): string {
  const colo = typeof cf === 'object' && cf !== null && 'colo' in cf ? cf.colo : undefined;
  return typeof colo === 'string' && /^[A-Z]{3}$/.test(colo) ? colo : 'local';
}
