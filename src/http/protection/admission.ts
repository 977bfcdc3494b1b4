import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';
import { callerOf, sendsKey } from './caller.ts';
import { settingsOf } from './settings.ts';

/**
 * Lets those pass for whom this deployment computes.
 * @throws ProblemError `key-required`
 */
export const admit = createMiddleware<AppEnv>(async (c, next) => {
  const { kind } = await callerOf(c);
  if (kind === 'address' && settingsOf(c.env).requireKey) {
    const wrong = sendsKey(c);
    throw new ProblemError(
      'key-required',
      `${wrong ? 'This deployment does not know the key that was sent.' : 'This deployment computes for holders of a key.'} ` +
        'Send yours as "Authorization: Bearer KEY" or "X-EdgeLens-Key: KEY".',
      {},
      // https://www.rfc-editor.org/rfc/rfc6750#section-3
      { 'WWW-Authenticate': `Bearer realm="EdgeLens"${wrong ? ', error="invalid_token"' : ''}` },
    );
  }
  await next();
});
