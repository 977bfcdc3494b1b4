import type { Context } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';

import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/**
 * Whether this caller may have a session dropped, which costs the isolate a load and everybody in it the wait.
 * @throws ProblemError `fresh-not-allowed`
 */
export async function requireFresh(c: Context<AppEnv>): Promise<void> {
  const { ALLOW_FRESH, FRESH_KEY } = c.env;
  if (ALLOW_FRESH === 'true') return;
  const key = c.req.header('X-EdgeLens-Key');
  // Compares digests, so that the time it takes tells nothing about the key.
  if (key !== undefined && FRESH_KEY !== undefined && FRESH_KEY !== '' && (await timingSafeEqual(key, FRESH_KEY)))
    return;
  throw new ProblemError(
    'fresh-not-allowed',
    'This deployment does not let you ask for fresh=session. Leave it out, or send the key of the deployment as X-EdgeLens-Key.',
  );
}
