import type { OpenAPIHono } from '@hono/zod-openapi';

import { version } from '../../../package.json';
import { DocsPage } from '../pages/docs.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problem.ts';
import { ProblemError } from '../../api/problem.ts';
import { completeDescription } from '../../api/description/description.ts';
import { settingsOf } from '../../api/protection/settings.ts';

const DESCRIPTION = `A photograph in, the right label out, and for every single request what the answer cost.

HEAD is answered wherever GET is, and OPTIONS everywhere; any other method with 405. A parameter is given once, unless it says
otherwise, and none is taken that is not described; numbers are written in decimal digits.

Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) \`application/problem+json\`; their \`type\` is a page of this
host that explains the kind.`;

/** OpenAPI 3.1 has the identifier; the types do not know it yet. */
const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

/** `GET /openapi.json`, `GET /docs`, static files, and a page for each kind of problem. */
export function docsRoutes(app: OpenAPIHono<AppEnv>): void {
  app.get('/openapi.json', (c) =>
    c.json(
      completeDescription(
        app.getOpenAPI31Document({
          openapi: '3.1.0',
          info: {
            title: 'EdgeLens',
            version,
            description: DESCRIPTION,
            license: LICENSE,
          },
          servers: [{ url: new URL(c.req.url).origin }],
        }),
        settingsOf(c.env),
      ),
    ),
  );

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
