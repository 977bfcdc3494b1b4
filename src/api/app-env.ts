import type { LanguageVariables } from 'hono/language';
import type { RequestIdVariables } from 'hono/request-id';

import type { Env } from '../env.ts';
import type { Stopwatch } from '../latency/stopwatch.ts';
import type { ProblemName } from '../contract/problem.ts';
import type { Caller } from './protection/caller.ts';

/** What hono's handlers find in their context. */
export interface AppEnv {
  Bindings: Env;
  Variables: RequestIdVariables &
    Partial<LanguageVariables> & {
      /** Runs since the request arrived, before anything of its body was read. */
      arrival: Stopwatch;
      /** Who sends the request, once somebody asked. */
      caller?: Caller;
      /** Which problem the answer is. */
      problem?: ProblemName;
      /** Which model answers. */
      model?: string;
    };
}
