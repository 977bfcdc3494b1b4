import { quantileSorted } from 'simple-statistics';

/** Percentiles that reports show, as parts of 1. */
export const REPORTED = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/**
 * The quantile of every report: between two values by linear interpolation (Hyndman and Fan's type 7, the default of R and
 * NumPy), exact because all samples are kept. The Worker's own ledger, `GET /v1/latency`, gives nearest ranks instead.
 *
 * @param sorted ascending
 * @param part in [0, 1]
 * @returns NaN when there are no values
 * @throws Error when `part` is out of range
 */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted.length === 0 ? NaN : quantileSorted(sorted, part);
}

/** Whether so many values can tell this quantile from the largest: p99 takes 100. */
export function isSupported(part: number, count: number): boolean {
  return count * (1 - part) >= 1 - 1e-9;
}

/** The middle value, or the mean of the two middle ones; NaN when there are no values. */
export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/** A sorted copy. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
