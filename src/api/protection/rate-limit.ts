import type { Context, MiddlewareHandler } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { logEventOnce } from '../log.ts';
import { ProblemError } from '../problem.ts';
import { callerOf } from './caller.ts';
import { LIMITS } from './limits.ts';
import { settingsOf } from './settings.ts';

/**
 * Counts a request for its caller, and refuses it when there were too many. The operator is not counted. Without a
 * working limiter nobody is refused: an EdgeLens that nobody can use is worse than one that is not limited.
 *
 * `RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers; as long as requests are let
 * through, nobody knows how many are left, so nothing is said about it.
 * @throws ProblemError `rate-limited`
 */
export function limitRate(work: 'compute' | 'read'): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await countCaller(c, work);
    await next();
  };
}

/**
 * Counts a further picture of a request as a request of its own.
 * @throws ProblemError `rate-limited`
 */
export async function countAgain(c: Context<AppEnv>): Promise<void> {
  await countCaller(c, 'compute');
  await countSession(c);
}

/**
 * Counts a request of a verified session for that session, wherever it comes from.
 * @throws ProblemError `rate-limited`
 */
export async function countSession(c: Context<AppEnv>): Promise<void> {
  const session = c.get('session');
  if (session !== undefined && settingsOf(c.env).rateLimit) await count(c, 'compute', `session:${session}`);
}

async function countCaller(c: Context<AppEnv>, work: 'compute' | 'read'): Promise<void> {
  const { kind, bucket } = await callerOf(c);
  if (settingsOf(c.env).rateLimit && kind !== 'operator') await count(c, kind === 'key' ? 'key' : work, bucket);
}

/**
 * Counts once under a name.
 * @throws ProblemError `rate-limited`
 */
async function count(c: Context<AppEnv>, policy: keyof typeof LIMITS, bucket: string): Promise<void> {
  const { binding, limit, period } = LIMITS[policy];
  c.header('RateLimit-Policy', `"${policy}";q=${limit};w=${period}`);
  if (await isWithin(c, binding, bucket)) return;
  const whose = policy === 'key' ? 'with this key' : 'from this address';
  throw new ProblemError(
    'rate-limited',
    `There were more than ${limit} such requests ${whose} within ${period} seconds. Wait that long, then go on more slowly` +
      `${policy === 'key' ? '' : ', or ask the owner of this deployment for a key, which is counted for itself'}.`,
    { limit, period_s: period },
    { 'Retry-After': String(period), RateLimit: `"${policy}";r=0` },
  );
}

async function isWithin(
  c: Context<AppEnv>,
  binding: (typeof LIMITS)[keyof typeof LIMITS]['binding'],
  key: string,
): Promise<boolean> {
  const limiter = c.env[binding];
  if (limiter === undefined) {
    logEventOnce('warn', 'rate_limiter_missing', { binding });
    return true;
  }
  try {
    return (await limiter.limit({ key })).success;
  } catch (error) {
    logEventOnce('error', 'rate_limiter_failed', { binding }, { error: String(error) });
    return true;
  }
}
