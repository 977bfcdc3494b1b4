import type { Context } from 'hono';

import type { AppEnv } from './app-env.ts';
import { logEvent } from './log.ts';
import type { Problem } from '../contract/problem.ts';
import { type ProblemName, PROBLEMS } from '../contract/problems.ts';

/** Thrown anywhere in a handler; answered as `application/problem+json`. */
export class ProblemError extends Error {
  readonly problem: ProblemName;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param problem which of {@link PROBLEMS}
   * @param detail a sentence for the sender: what was wrong and what would be right
   * @param members further members of the body, for machines
   */
  constructor(
    problem: ProblemName,
    detail: string,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
    this.problem = problem;
    this.members = members;
    this.headers = headers;
  }
}

/** What a program is told of a {@link ProblemError}. */
export function problemBody(c: Context<AppEnv>, { problem, message, members }: ProblemError): Problem {
  const { status, title } = PROBLEMS[problem];
  const request_id = c.get('requestId');
  return { type: `/problems/${problem}`, title, status, detail: message, request_id, ...members };
}

/** The answer to a {@link ProblemError}, for programs. */
export function problemResponse(c: Context<AppEnv>, error: ProblemError): Response {
  const { problem, headers } = error;
  c.set('problem', problem);
  const { status } = PROBLEMS[problem];
  return c.json(problemBody(c, error), status, { ...headers, 'Content-Type': 'application/problem+json' });
}

/** An error that a handler threw, as a problem; what is none of the sender's is logged. */
export function problemOf(c: Context<AppEnv>, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const stack = error instanceof Error ? error.stack : String(error);
  logEvent('error', 'unexpected_error', { request_id: c.get('requestId'), error: stack });
  return new ProblemError('internal-error', 'The request failed for a reason that is not in it.');
}
