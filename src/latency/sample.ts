import type { Durations } from './measures.ts';
import type { Start } from './start.ts';
import type { Clock } from './stopwatch.ts';

/** What samples are told apart by: times of different models, starts or engines are never mixed. */
export interface Group {
  readonly model: string;
  readonly start: Start['kind'];
  /** What ran the model. */
  readonly engine: string;
}

/** What one request cost. It holds nothing of the picture but its format and size, and nothing of who sent it. */
export interface Sample extends Group {
  /** When the answer was ready, in ms since 1970. */
  readonly time: number;
  /** Cloudflare's name of the data centre that answered, see {@link locationOf}. */
  readonly location: string;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly picture: { readonly format: string; readonly bytes: number };
  /** Linear memory of the engine with all its models, in bytes. */
  readonly wasm_heap_bytes: number;
  /** Runs of this model in this isolate before this one. */
  readonly tiered: number;
}

/** The data centre of a request as its IATA code, such as `FRA`; `local` where there is none. */
export function locationOf(cf: unknown): string {
  const colo = typeof cf === 'object' && cf !== null && 'colo' in cf ? cf.colo : undefined;
  return typeof colo === 'string' && /^[A-Z]{3}$/.test(colo) ? colo : 'local';
}
