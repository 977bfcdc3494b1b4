import type { Context } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';

import type { AppEnv } from './app-env.ts';

/**
 * Whether this caller may ask for what costs everybody else in the isolate time: the deployment lets everybody, or the
 * caller holds its key.
 */
export async function mayDisturb(c: Context<AppEnv>): Promise<boolean> {
  const { ALLOW_FRESH, FRESH_KEY } = c.env;
  if (ALLOW_FRESH === 'true') return true;
  const key = c.req.header('X-EdgeLens-Key');
  // Compares digests, so that the time it takes tells nothing about the key.
  return key !== undefined && FRESH_KEY !== undefined && FRESH_KEY !== '' && timingSafeEqual(key, FRESH_KEY);
}
