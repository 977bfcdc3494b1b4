import type { Context } from 'hono';

import { type Query, type QueryValues, readQuery } from '../contract/query/query.ts';
import type { AppEnv } from './app-env.ts';
import { invalidParameters } from './invalid-parameter.ts';

/**
 * The parameters of a request.
 * @param query what the route takes
 * @throws ProblemError `invalid-parameter`, which names all that is wrong
 */
export function requireQuery<Taken extends Query>(c: Context<AppEnv>, query: Taken): QueryValues<Taken> {
  const given = Object.entries(c.req.queries()).map(([name, texts]) => {
    const [only = '', ...others] = texts;
    return [name, others.length === 0 ? only : texts] as const;
  });
  const { values, faults } = readQuery(query, Object.fromEntries(given));
  if (faults !== null) throw invalidParameters(faults);
  return values;
}
