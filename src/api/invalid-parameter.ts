import type { Hook } from '@hono/zod-openapi';

import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/**
 * Turns zod's findings into one problem that names each parameter. It repeats nothing that the sender wrote.
 * @throws ProblemError `invalid-parameter`
 */
export const invalidParameter: Hook<unknown, AppEnv, string, unknown> = (result, c) => {
  if (result.success) return;
  const given = new URL(c.req.url).searchParams;
  const errors = result.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const expected = issue.message === 'none' ? 'no parameters' : `no other parameters than ${issue.message}`;
      return { parameter: null, expected };
    }
    const parameter = issue.path.join('.');
    const isDoubled = issue.code === 'invalid_type' && given.getAll(parameter).length > 1;
    return { parameter, expected: isDoubled ? `${issue.message}, given once` : issue.message };
  });
  throw problemOf(errors);
};

/** The problem of one parameter, for checks that no schema can do. */
export function invalid(parameter: string, expected: string): ProblemError {
  return problemOf([{ parameter, expected }]);
}

function problemOf(errors: readonly { parameter: string | null; expected: string }[]): ProblemError {
  const detail = errors.map(({ parameter, expected }) => (parameter === null ? expected : `${parameter}: ${expected}`));
  return new ProblemError('invalid-parameter', `${detail.join('; ')}.`, { errors });
}
