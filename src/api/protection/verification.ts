import type { Context } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { countSession } from './rate-limit.ts';
import type { Settings } from './settings.ts';
import { verificationFailed, verificationUnavailable, verifyToken } from './turnstile.ts';
import { verifiedSession } from './verified-session.ts';

/**
 * Admits those who are verified, by a cookie or by a token of their own.
 * @throws ProblemError `verification-failed`, `verification-unavailable` or `rate-limited`
 */
export async function requireVerification(
  c: Context<AppEnv>,
  turnstile: Exclude<Settings['turnstile'], undefined>,
): Promise<void> {
  if (turnstile === 'incomplete') throw verificationUnavailable();
  const session = await verifiedSession(c, turnstile);
  if (session !== undefined) {
    c.set('session', session);
    await countSession(c);
    return;
  }
  const token = c.req.header('X-Turnstile-Token');
  if (token === undefined || token === '') {
    throw verificationFailed(turnstile, 'This deployment computes for those who are verified.');
  }
  await verifyToken(c, turnstile, token);
}
