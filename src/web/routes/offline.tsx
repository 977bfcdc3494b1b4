import type { Hono } from 'hono';

import { OfflinePage } from '../pages/offline.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { pageLanguage, pageTranslator } from './language.ts';

/**
 * `GET /service-worker.js`, whose path decides which pages it serves, and `GET /offline`, which the service worker shows for
 * pages that it has not kept.
 */
export function offlineRoutes(app: Hono<AppEnv>): void {
  app.get('/service-worker.js', async (c) => {
    const response = await c.env.ASSETS.fetch(new URL('/static/service-worker.js', c.req.url));
    return c.newResponse(response.body, response);
  });

  app.get('/offline', pageLanguage, (c) => c.html(<OfflinePage t={pageTranslator(c)} />));
}
