import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { admit } from './admission.ts';
import { limitRate } from './rate-limit.ts';

/**
 * Puts the guards in front of what costs something: first how often, then who. What only reads is counted more loosely
 * and open to everybody, pages, their files and `/healthz` are neither. To be called before any route.
 */
export function protect(app: OpenAPIHono<AppEnv>): void {
  const [compute, read] = [limitRate('compute'), limitRate('read')];
  app.use('/v1/*', byMethod({ read, other: compute }));
  app.use('/metrics', read);
  app.use('/openapi.json', read);
  app.use('/readyz', compute);
  app.use('/v1/*', byMethod({ read: pass, other: (c, next) => (c.req.path === VERIFY ? pass : admit)(c, next) }));
}

/** Where somebody shows to be human, for which they cannot have shown it before. */
const VERIFY = '/v1/verify';

const pass: MiddlewareHandler<AppEnv> = (_, next) => next();

function byMethod(guards: Record<'read' | 'other', MiddlewareHandler<AppEnv>>): MiddlewareHandler<AppEnv> {
  return (c, next) => guards[c.req.method === 'GET' || c.req.method === 'HEAD' ? 'read' : 'other'](c, next);
}
