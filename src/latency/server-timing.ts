import { PHASES, type Timings } from './timings.ts';

/**
 * The value of a `Server-Timing` header (https://www.w3.org/TR/server-timing/), which browsers show in their network
 * panel and hand to scripts as `PerformanceServerTiming`. Each metric says which clock read it; what was not measured is
 * left out.
 */
export function serverTiming({ clock, receive_ms, queue_ms, rpc_ms, phases_ms, total_ms }: Timings): string {
  const source = `${clock.name} clock in ${clock.resolution_ms} ms steps`;
  const metrics: (readonly [name: string, milliseconds: number | null])[] = [
    ['receive', receive_ms],
    ['queue', queue_ms],
    ['rpc', rpc_ms],
    ...PHASES.map((phase) => [phase, phases_ms[phase]] as const),
    ['total', total_ms],
  ];
  return metrics
    .flatMap(([name, milliseconds]) => (milliseconds === null ? [] : [`${name};dur=${milliseconds};desc="${source}"`]))
    .join(', ');
}
