import type { RequestIdVariables } from 'hono/request-id';

import type { Env } from '../env.ts';
import type { Stopwatch } from '../latency/stopwatch.ts';

/** What hono's handlers find in their context. */
export interface AppEnv {
  Bindings: Env;
  Variables: RequestIdVariables & {
    /** Runs since the request arrived, before anything of its body was read. */
    arrival: Stopwatch;
  };
}
