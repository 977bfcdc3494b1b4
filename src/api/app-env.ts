import type { LanguageVariables } from 'hono/language';
import type { RequestIdVariables } from 'hono/request-id';

import type { Env } from '../env.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Stopwatch } from '../latency/stopwatch.ts';
import type { TraceContext } from '../latency/trace-context.ts';
import type { StartKind } from '../contract/names.ts';
import type { ProblemName } from '../contract/problems.ts';

/** Who sends a request, as far as it matters. */
export interface Caller {
  /** The operator's key, another key, or none that is known. */
  readonly kind: 'operator' | 'key' | 'address';
  /** The name of the key. */
  readonly key: string | null;
  /** What the requests of this caller are counted under. */
  readonly bucket: string;
}

/** What hono's handlers find in their context. */
export interface AppEnv {
  Bindings: Env;
  Variables: RequestIdVariables &
    Partial<LanguageVariables> & {
      /** The texts of a page, in its language. */
      texts?: Texts;
      /** Runs since the request arrived, before anything of its body was read. */
      arrival: Stopwatch;
      /** Who sends the request, once somebody asked. */
      caller?: Caller;
      /** The verified session that the request is counted for, too. */
      session?: string;
      /** Where the request stands in a trace. */
      trace: TraceContext;
      /** Which problem the answer is. */
      problem?: ProblemName;
      /** Which model answers. */
      model?: string;
      /** Whether an answer to a picture was cold: of several models, whether one was. */
      start?: StartKind;
    };
}
