import { ascending, quantile } from '../../kit/statistics/quantiles.ts';
import type { SoakRun } from './soak.ts';

/** Figures of one slice of the time. */
export interface Slice {
  /** In ms since the soak began. */
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly unexpected: number;
  readonly busy: number;
  /** Of good pictures that came at once, in ms; null when there were none. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Largest values, in bytes; null where none is known. */
  readonly heapBytes: number | null;
  readonly usedBytes: number | null;
  readonly rssBytes: number | null;
}

/** Cuts a soak into equal parts. */
export function timelineOf({ samples, readings }: SoakRun, duration_ms: number, parts: number): Slice[] {
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [(part * duration_ms) / parts, ((part + 1) * duration_ms) / parts];
    const isLast = part === parts - 1;
    // What is due at the very end, or later because a timer was, belongs to the last part.
    const isIn = (at: number): boolean => at >= from && (isLast || at < to);
    const mine = samples.filter(({ due_ms }) => isIn(due_ms));
    const times = ascending(
      mine.filter(({ status, isSlow }) => status === 200 && !isSlow).map(({ took_ms }) => took_ms),
    );
    const largest = (values: readonly (number | null)[]): number | null => {
      const told = values.filter((value) => value !== null);
      return told.length === 0 ? null : Math.max(...told);
    };
    return {
      from,
      to,
      requests: mine.length,
      unexpected: mine.filter(({ outcome }) => outcome === 'unexpected').length,
      busy: mine.filter(({ outcome }) => outcome === 'after busy').length,
      p50: times.length === 0 ? null : quantile(times, 0.5),
      p99: times.length === 0 ? null : quantile(times, 0.99),
      heapBytes: largest(mine.map(({ heapBytes }) => heapBytes)),
      usedBytes: largest(mine.map(({ usedBytes }) => usedBytes)),
      rssBytes: largest(readings.filter(({ at_ms }) => isIn(at_ms)).map(({ rssBytes }) => rssBytes)),
    };
  });
}
