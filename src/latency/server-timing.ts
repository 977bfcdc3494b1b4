/**
 * The value of a `Server-Timing` header (https://www.w3.org/TR/server-timing/), which browsers show in their network
 * panel and as `PerformanceServerTiming`.
 * @param durations in ms, by metric name; names must be HTTP tokens
 */
export function serverTiming(durations: Iterable<readonly [name: string, milliseconds: number]>): string {
  return Array.from(durations, ([name, milliseconds]) => `${name};dur=${milliseconds}`).join(', ');
}
