import { PHASES, type Timings } from './timings.ts';

/** Everything that a request times, under the names that `Server-Timing` uses, too. */
export const MEASURES = ['receive', 'queue', 'rpc', ...PHASES, 'total'] as const;

export type Measure = (typeof MEASURES)[number];

/** One duration a measure, in ms; null is what was not run. */
export type Durations = Readonly<Record<Measure, number | null>>;

/** The same figures as in a response, flat. */
export function durationsOf({ receive_ms, queue_ms, rpc_ms, phases_ms, total_ms }: Timings): Durations {
  return { receive: receive_ms, queue: queue_ms, rpc: rpc_ms, ...phases_ms, total: total_ms };
}
