import { createMiddleware } from 'hono/factory';

import { knowsAllModels } from '../../catalogue/registry.ts';
import type { Env } from '../../env.ts';
import type { AppEnv } from '../app-env.ts';
import { routePattern } from './request-log.ts';

/** Seconds for which an answer that changes only with a deployment may be cached. */
const LIFETIME = 600;

/** The patterns of the routes of such answers. */
const KEPT = ['/static/*', '/favicon.ico', '/openapi.json', '/problems/:name'];

/** Routes whose answers change when a model is added, too. */
const OF_MODELS = ['/v1/models', '/v1/models/:name', '/v1/recommend', '/device/models/:name'];

/** Seconds for which these may be cached where models come from a bucket: as long as an isolate does without a look into it. */
const WITH_BUCKET = 60;

/** A year: what has a sum of its bytes in its path never changes. */
const FOREVER = 'public, max-age=31536000, immutable';
/** `/static/page-ABCDEFGH.js`, as the build names files, and `/device/files/SHA256`. */
const SUMMED = /^\/static\/[\w-]+-[A-Z0-9]{8}\.\w+$|^\/device\/files\/[0-9a-f]{64}$/;

/** Lets caches keep the answers of these routes, and no others: neither errors nor answers to one request alone. */
export const caching = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const lifetime = lifetimeOf(c.env, routePattern(c) ?? '');
  const longest = SUMMED.test(c.req.path) ? FOREVER : lifetime !== undefined && `public, max-age=${lifetime}`;
  const mayBeKept = ['GET', 'HEAD'].includes(c.req.method) && c.res.status < 400;
  // Not by c.header(), which copies an answer that is made already.
  c.res.headers.set('Cache-Control', mayBeKept && longest !== false ? longest : 'no-store');
});

function lifetimeOf({ MODELS }: Env, route: string): number | undefined {
  if (!OF_MODELS.includes(route)) return KEPT.includes(route) ? LIFETIME : undefined;
  if (MODELS === undefined) return LIFETIME;
  return knowsAllModels() ? WITH_BUCKET : undefined;
}
