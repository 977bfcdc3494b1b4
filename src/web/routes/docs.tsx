import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../../api/app-env.ts';
import { ProblemError } from '../../api/problem.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problems.ts';
import { ApiBrowserPage } from '../pages/docs/api-browser-page.tsx';
import { DocsPage } from '../pages/docs/page.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import { readDescription } from './description.ts';
import { pageTranslator } from './language.ts';

/** `GET /docs`: the API in words. */
export const docsPage = createMiddleware<AppEnv>(async (c) =>
  c.html(<DocsPage t={pageTranslator(c)} origin={new URL(c.req.url).origin} description={await readDescription(c)} />),
);

/** `GET /docs/browser`: a page that sends requests. */
export const apiBrowserPage = createMiddleware<AppEnv>(async (c) => c.html(<ApiBrowserPage t={pageTranslator(c)} />));

/** `GET /problems/:name`: a page for each kind of problem. */
export const problemPage = createMiddleware<AppEnv>(async (c) => {
  const name = c.req.param('name');
  if (!isProblem(name)) throw new ProblemError('not-found', 'There is no such kind of problem.');
  return c.html(<ProblemPage problem={PROBLEMS[name]} />);
});

function isProblem(name: string | undefined): name is ProblemName {
  return name !== undefined && Object.hasOwn(PROBLEMS, name);
}
