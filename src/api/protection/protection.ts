import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';
import { callerOf, sendsKey } from './caller.ts';
import { guardsOf } from './guards.ts';
import { limitRate } from './rate-limit.ts';
import { settingsOf } from './settings.ts';

/** Puts the guards in front of the routes: first how often, then who. To be called before any route. */
export function protect(app: Hono<AppEnv>): void {
  const limits = { compute: limitRate('compute'), read: limitRate('read') };
  app.use(async (c, next) => {
    const { limit } = guardsOf(c.req.method, c.req.path);
    await (limit === null ? next() : limits[limit](c, next));
  });
  app.use(async (c, next) => {
    await (guardsOf(c.req.method, c.req.path).admission ? admit(c, next) : next());
  });
}

/**
 * Admits holders of a key and, unless the deployment requires one, everybody or everybody who is verified.
 * @throws ProblemError `key-required`, `verification-failed`, `verification-unavailable` or `rate-limited`
 */
const admit = createMiddleware<AppEnv>(async (c, next) => {
  const { requireKey, turnstile } = settingsOf(c.env);
  const { kind } = await callerOf(c);
  if (kind === 'address') {
    if (requireKey) throw keyRequired(sendsKey(c));
    if (turnstile !== undefined) {
      const { requireVerification } = await import('./verification.ts');
      await requireVerification(c, turnstile);
    }
  }
  await next();
});

function keyRequired(wrong: boolean): ProblemError {
  return new ProblemError(
    'key-required',
    `${wrong ? 'This deployment does not know the key that was sent.' : 'This deployment computes for holders of a key.'} ` +
      'Send yours as "Authorization: Bearer KEY" or "X-EdgeLens-Key: KEY".',
    {},
    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    { 'WWW-Authenticate': `Bearer realm="EdgeLens"${wrong ? ', error="invalid_token"' : ''}` },
  );
}
