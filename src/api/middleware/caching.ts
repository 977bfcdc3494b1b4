import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { routePattern } from './route-pattern.ts';

/** Seconds for which an answer may be kept, by the pattern of its route: what only a deployment changes. */
const LIFETIMES: Readonly<Record<string, number>> = {
  '/static/*': 600,
  '/favicon.ico': 600,
  '/docs': 600,
  '/openapi.json': 600,
  '/problems/:name': 600,
  '/v1/models': 600,
  '/v1/models/:name': 600,
  '/v1/recommend': 600,
};

/** Has answers kept that stay the same for a while, and no others: neither errors nor what was made for one request. */
export const caching = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const lifetime = LIFETIMES[routePattern(c) ?? ''];
  const isKept = lifetime !== undefined && ['GET', 'HEAD'].includes(c.req.method) && c.res.status < 400;
  c.header('Cache-Control', isKept ? `public, max-age=${lifetime}` : 'no-store');
});
