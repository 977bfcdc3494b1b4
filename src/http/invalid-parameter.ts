import type { Hook } from '@hono/zod-openapi';

import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/**
 * Turns what zod found wrong into one problem that names each parameter.
 * @throws ProblemError `invalid-parameter`
 */
export const invalidParameter: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return;
  const errors = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? { parameter: issue.keys.filter(isPlain).join(', '), expected: 'no such parameter' }
      : { parameter: issue.path.join('.'), expected: issue.message },
  );
  const detail = errors.map(({ parameter, expected }) => `${parameter}: ${expected}`).join('; ');
  throw new ProblemError('invalid-parameter', `${detail}.`, { errors });
};

/** Keeps markup and novels out of the answer: only what looks like a parameter's name is repeated. */
function isPlain(key: string): boolean {
  return /^[\w-]{1,32}$/.test(key);
}
