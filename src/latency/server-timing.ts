import type { Clock } from './stopwatch.ts';
import { PHASES, type Timings } from './timings.ts';

/** One duration of a `Server-Timing` header. */
export interface Metric {
  readonly name: string;
  /** null is what was not measured, and is left out. */
  readonly milliseconds: number | null;
  /** What it is of, where a header has several of that name. */
  readonly subject?: string;
}

/**
 * The value of a `Server-Timing` header (https://www.w3.org/TR/server-timing/), which browsers show in their network
 * panel and hand to scripts as `PerformanceServerTiming`. Each metric says which clock read it.
 */
export function timingHeader({ name: clock, resolution_ms }: Clock, metrics: readonly Metric[]): string {
  const source = `${clock} clock in ${resolution_ms} ms steps`;
  return metrics
    .flatMap(({ name, milliseconds, subject }) => {
      const description = subject === undefined ? source : `${subject}, ${source}`;
      return milliseconds === null ? [] : [`${name};dur=${milliseconds};desc="${description}"`];
    })
    .join(', ');
}

/**
 * The timings of a request as its header has them.
 * @param draw how long a picture of the heat maps took, in ms
 */
export function serverTiming(timings: Timings, draw: number | null = null): string {
  const { clock, receive_ms, queue_ms, rpc_ms, phases_ms, total_ms } = timings;
  return timingHeader(clock, [
    { name: 'receive', milliseconds: receive_ms },
    { name: 'queue', milliseconds: queue_ms },
    { name: 'rpc', milliseconds: rpc_ms },
    ...PHASES.map((name) => ({ name, milliseconds: phases_ms[name] })),
    { name: 'draw', milliseconds: draw },
    { name: 'total', milliseconds: total_ms },
  ]);
}
