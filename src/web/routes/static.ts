import type { Hono } from 'hono';

import type { AppEnv } from '../../api/app-env.ts';

/** What pages load: the files below `/static`, the icon, and `/service-worker.js`, whose path decides which pages it serves. */
export function staticFiles(app: Hono<AppEnv>): void {
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

  app.get('/service-worker.js', async (c) => {
    const response = await c.env.ASSETS.fetch(new URL('/static/service-worker.js', c.req.url));
    return c.newResponse(response.body, response);
  });
}
