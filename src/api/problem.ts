import type { Context } from 'hono';

import type { AppEnv } from './app-env.ts';
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

/** The answer to a {@link ProblemError}, for programs. */
export function problemResponse(c: Context<AppEnv>, { problem, message, members, headers }: ProblemError): Response {
  const { status, title } = PROBLEMS[problem];
  c.set('problem', problem);
  const body: Problem = {
    type: `/problems/${problem}`,
    title,
    status,
    detail: message,
    request_id: c.get('requestId'),
    ...members,
  };
  return c.json(body, status, { ...headers, 'Content-Type': 'application/problem+json' });
}
