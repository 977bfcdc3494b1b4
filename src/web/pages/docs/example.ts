import type { Placed } from './description.ts';

/** A picture that whoever reads the page has. */
const PICTURE = '-F image=@photo.jpg';

/**
 * The command line that sends an operation: with all that is required of it, and nothing else.
 * @param origin of the deployment
 * @param key whether it takes a key
 */
export function exampleOf({ method, path, operation }: Placed, origin: string, key: boolean): string {
  const { parameters = [], requestBody, responses } = operation;
  const required = parameters.filter((parameter) => parameter.required === true);
  const exampleFor = (parameter: (typeof required)[number]): string => String(parameter.schema.example ?? '');
  const filled = required
    .filter((parameter) => parameter.in === 'path')
    .reduce((all, parameter) => all.replace(`{${parameter.name}}`, exampleFor(parameter)), path);
  const query = required
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => `${parameter.name}=${exampleFor(parameter)}`)
    .join('&');
  const takesPicture = requestBody !== undefined && 'multipart/form-data' in requestBody.content;
  const isPicture = 'image/png' in (responses['200']?.content ?? {});
  const url = `${origin}${filled}${query === '' ? '' : `?${query}`}`;
  return [
    'curl',
    ...(isPicture ? ['-o answer.png'] : []),
    ...(key ? ["-H 'Authorization: Bearer KEY'"] : []),
    ...(takesPicture ? [PICTURE] : []),
    ...(method === 'POST' && !takesPicture ? ['-X POST'] : []),
    query === '' ? url : `'${url}'`,
  ].join(' ');
}
