import { median } from '../../kit/statistics/quantiles.ts';
import { layOut, milliseconds } from '../../kit/table.ts';
import type { ThroughputFigures } from './figures.ts';

/** The figures as text for a terminal. */
export function throughputReport({ alone, infer_ms, capacities, share, loads }: ThroughputFigures): string {
  const time = (value: number | null = null): string => (value === null ? '-' : milliseconds(value));
  const times = (value: number | null = null, by: number | null): string =>
    value === null || by === null ? '-' : (value / by).toFixed(1);
  const range = `${Math.min(...capacities).toFixed(1)} to ${Math.max(...capacities).toFixed(1)}`;
  const rows = loads.map(({ load, due, answered, refused, without_retry_after, client, reads }) => [
    load.toFixed(2),
    due.toFixed(1),
    answered.toFixed(1),
    `${(100 * refused).toFixed(1)} %`,
    String(without_retry_after),
    time(client?.p50),
    time(client?.p99),
    times(client?.p99, alone.p50),
    times(client?.p99, alone.p99),
    time(reads?.p50),
    time(reads?.p99),
  ]);
  const head = ['load', 'due', 'answered', '503', 'no Retry-After', 'p50', 'p99', '/ p50', '/ p99', 'reads p50', 'p99'];
  return [
    `One after the other: ${time(alone.p50)} ms at the client (median), p99 ${time(alone.p99)}; inference ${time(infer_ms)}`,
    `Without a pause: ${median(capacities).toFixed(1)} answers a second (${range}), ${share.toFixed(2)} x 1000 / inference`,
    '',
    'Requests due whether or not others are answered. load: part of the answers a second above; due, answered: each',
    'second; p50, p99: of those answered, in ms from when they were due; / p50, / p99: their p99 by that of one after',
    'the other; reads: of /v1/models meanwhile',
    ...layOut(head, rows),
  ].join('\n');
}
