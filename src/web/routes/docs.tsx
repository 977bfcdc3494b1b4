import type { Hono } from 'hono';

import { DocsPage } from '../pages/docs.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problems.ts';
import { ProblemError } from '../../api/problem.ts';
import { type BuiltDescription, describeDeployment } from '../../api/description/deployment.ts';
import { settingsOf } from '../../api/protection/settings.ts';

/** `GET /openapi.json`, `GET /docs`, static files, and a page for each kind of problem. */
export function docsRoutes(app: Hono<AppEnv>): void {
  app.get('/openapi.json', async (c) => {
    const asset = await c.env.ASSETS.fetch(new URL('/openapi.json', c.req.url));
    if (!asset.ok) throw new Error(`the asset /openapi.json answered ${asset.status}: run "npm run build"`);
    const { origin } = new URL(c.req.url);
    return c.json(describeDeployment(await asset.json<BuiltDescription>(), origin, settingsOf(c.env)));
  });

  app.get('/docs', (c) => c.html(<DocsPage />));

  // Only this folder of the assets is public; the models are not.
  app.get('/static/*', async (c) => {
    // The assets take what is before a NUL for the name.
    if (c.req.url.includes('%00')) return c.notFound();
    const response = await c.env.ASSETS.fetch(
      new Request(new URL(c.req.path, c.req.url), { headers: c.req.raw.headers }),
    );
    if (response.status === 404) return c.notFound();
    return c.newResponse(response.body, response);
  });

  // Browsers request it for pages without a link to an icon, such as a JSON answer.
  app.get('/favicon.ico', (c) => c.redirect('/static/icon.svg', 301));

  app.get('/problems/:name', (c) => {
    const name = c.req.param('name');
    if (!isProblem(name)) throw new ProblemError('not-found', 'There is no such kind of problem.');
    return c.html(<ProblemPage problem={PROBLEMS[name]} />);
  });
}

function isProblem(name: string): name is ProblemName {
  return Object.hasOwn(PROBLEMS, name);
}
