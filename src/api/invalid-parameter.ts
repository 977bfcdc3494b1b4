import type { QueryFault } from '../contract/query/query.ts';
import { ProblemError } from './problem.ts';

/** The problem of one parameter, for checks that need more than its text. */
export function invalid(parameter: string, expected: string): ProblemError {
  return invalidParameters([{ parameter, expected }]);
}

/** One problem that names each parameter. It repeats nothing that the sender wrote. */
export function invalidParameters(errors: readonly QueryFault[]): ProblemError {
  const detail = errors.map(({ parameter, expected }) => (parameter === null ? expected : `${parameter}: ${expected}`));
  return new ProblemError('invalid-parameter', `${detail.join('; ')}.`, { errors });
}
