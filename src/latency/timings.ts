import type { Clock, Stopwatch } from './stopwatch.ts';

/** The phases of a request in the order they happen. */
export const PHASES = ['load', 'decode', 'preprocess', 'infer', 'explain'] as const;

/** What a request cost, in ms; null is what was not run, never 0. */
export interface Timings {
  clock: Clock;
  /** From the arrival of the request to its complete body. */
  receive_ms: number;
  /** Waiting for the isolate to be free: opening the job. */
  queue_ms: number;
  /** An empty call, which each phase contains, too. */
  rpc_ms: number;
  phases_ms: { load: number; decode: number; preprocess: number; infer: number; explain: number | null };
  /** From the complete body to the answer. */
  total_ms: number;
}

/**
 * Reads a stopwatch at the end of a request.
 * @param receive how long the body took, in ms
 */
export function timingsOf(watch: Stopwatch, receive: number): Timings {
  const ran = (name: string): number => {
    const duration = watch.phase(name);
    if (duration === null) throw new Error(`the step ${name} was not run`);
    return duration;
  };
  return {
    clock: watch.clock,
    receive_ms: receive,
    queue_ms: ran('queue'),
    rpc_ms: ran('rpc'),
    phases_ms: {
      load: ran('load'),
      decode: ran('decode'),
      preprocess: ran('preprocess'),
      infer: ran('infer'),
      explain: watch.phase('explain'),
    },
    total_ms: watch.total,
  };
}
