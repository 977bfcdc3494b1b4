import type { OpenAPIHono } from '@hono/zod-openapi';

import type { AppEnv } from '../app-env.ts';
import { admit } from './admission.ts';
import { limitRate } from './rate-limit.ts';

/** Which guards stand in front of a path. */
export interface Guards {
  /** How its requests are counted. */
  readonly limit: 'compute' | 'read' | null;
  /** Whether only admitted callers may use it. */
  readonly admission: boolean;
}

/**
 * The guards in front of a path. Requests that run a model are counted and need admission, except the one that gets it.
 * Requests that only read are counted more loosely and open to everybody. Pages, their files and `/healthz` are not
 * counted, except the one page that reads the ledger.
 */
export function guardsOf(method: string, path: string): Guards {
  const reads = method === 'GET' || method === 'HEAD';
  if (path === '/v1/verify') return { limit: 'compute', admission: false };
  if (path.startsWith('/v1/'))
    return reads ? { limit: 'read', admission: false } : { limit: 'compute', admission: true };
  if (path === '/readyz') return { limit: 'compute', admission: false };
  if (['/metrics', '/openapi.json', '/latency'].includes(path)) return { limit: 'read', admission: false };
  return { limit: null, admission: false };
}

/** Puts the guards in front of the routes: first how often, then who. To be called before any route. */
export function protect(app: OpenAPIHono<AppEnv>): void {
  const limits = { compute: limitRate('compute'), read: limitRate('read') };
  app.use(async (c, next) => {
    const { limit } = guardsOf(c.req.method, c.req.path);
    await (limit === null ? next() : limits[limit](c, next));
  });
  app.use(async (c, next) => {
    await (guardsOf(c.req.method, c.req.path).admission ? admit(c, next) : next());
  });
}
