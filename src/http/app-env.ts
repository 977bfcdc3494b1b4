import type { RequestIdVariables } from 'hono/request-id';

import type { Env } from '../env.ts';

/** What hono's handlers find in their context. */
export interface AppEnv {
  Bindings: Env;
  Variables: RequestIdVariables;
}
