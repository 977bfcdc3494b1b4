import { createMiddleware } from 'hono/factory';

import { DocsPage } from '../pages/docs.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problems.ts';
import { ProblemError } from '../../api/problem.ts';

/** `GET /docs`: the API browser. */
export const docsPage = createMiddleware<AppEnv>(async (c) => c.html(<DocsPage />));

/** `GET /problems/:name`: a page for each kind of problem. */
export const problemPage = createMiddleware<AppEnv>(async (c) => {
  const name = c.req.param('name');
  if (!isProblem(name)) throw new ProblemError('not-found', 'There is no such kind of problem.');
  return c.html(<ProblemPage problem={PROBLEMS[name]} />);
});

function isProblem(name: string | undefined): name is ProblemName {
  return name !== undefined && Object.hasOwn(PROBLEMS, name);
}
