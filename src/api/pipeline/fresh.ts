import type { Context } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { mayDisturb } from '../key.ts';
import { ProblemError } from '../problem.ts';

/**
 * Lets only those pass who may have a session dropped, which costs the isolate a load and everybody in it the wait.
 * @throws ProblemError `fresh-not-allowed`
 */
export async function requireFresh(c: Context<AppEnv>): Promise<void> {
  if (await mayDisturb(c)) return;
  throw new ProblemError(
    'fresh-not-allowed',
    "This deployment lets only its operator ask for fresh=session. Leave it out, or send the operator's key as X-EdgeLens-Key.",
  );
}
