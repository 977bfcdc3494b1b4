import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { routePattern } from './request-log.ts';

/** Seconds for which an answer may be cached, by the pattern of its route: these answers change only with a deployment. */
const LIFETIMES: Readonly<Record<string, number>> = {
  '/static/*': 600,
  '/favicon.ico': 600,
  '/openapi.json': 600,
  '/problems/:name': 600,
  '/v1/models': 600,
  '/v1/models/:name': 600,
  '/v1/recommend': 600,
  '/device/models/:name': 600,
};

/** A year: what has a sum of its bytes in its path never changes. */
const FOREVER = 'public, max-age=31536000, immutable';
/** `/static/page-ABCDEFGH.js`, as the build names files, and `/device/files/SHA256`. */
const SUMMED = /^\/static\/[\w-]+-[A-Z0-9]{8}\.\w+$|^\/device\/files\/[0-9a-f]{64}$/;

/** Lets caches keep the answers of LIFETIMES, and no others: neither errors nor answers to one request alone. */
export const caching = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const lifetime = LIFETIMES[routePattern(c) ?? ''];
  const longest = SUMMED.test(c.req.path) ? FOREVER : lifetime !== undefined && `public, max-age=${lifetime}`;
  const mayBeKept = ['GET', 'HEAD'].includes(c.req.method) && c.res.status < 400;
  // Not by c.header(), which copies an answer that is made already.
  c.res.headers.set('Cache-Control', mayBeKept && longest !== false ? longest : 'no-store');
});
