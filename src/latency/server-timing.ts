import type { Clock } from '../contract/timings.ts';

/** One duration of a `Server-Timing` header. */
export interface Metric {
  readonly name: string;
  /** null where nothing was measured; such a metric is left out. */
  readonly milliseconds: number | null;
  /** Which model it belongs to, where a header has several metrics of that name. */
  readonly subject?: string;
}

/**
 * The value of a `Server-Timing` header (https://www.w3.org/TR/server-timing/), which browsers show in their network
 * panel and hand to scripts as `PerformanceServerTiming`. Each metric says which clock read it.
 */
export function serverTiming({ name: clock, resolution_ms }: Clock, metrics: readonly Metric[]): string {
  const source = `${clock} clock in ${resolution_ms} ms steps`;
  return metrics
    .flatMap(({ name, milliseconds, subject }) => {
      const description = subject === undefined ? source : `${subject}, ${source}`;
      return milliseconds === null ? [] : [`${name};dur=${milliseconds};desc="${description}"`];
    })
    .join(', ');
}
