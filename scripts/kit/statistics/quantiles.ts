/** Percentiles that are reported, as parts of 1. */
export const REPORTED = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/**
 * A quantile by nearest rank: the smallest value that at least this part of all values does not exceed. Always a value
 * that was measured, and exact, because all samples are kept.
 *
 * @param sorted ascending, not empty
 * @param part in (0, 1]
 * @throws RangeError when there are no values or `part` is out of range
 */
export function quantile(sorted: readonly number[], part: number): number {
  if (!(part > 0 && part <= 1)) throw new RangeError(`no such quantile: ${part}`);
  // 0.95 * 20 is a little more than 19 in binary, and must not become rank 20.
  const rank = Math.ceil(part * sorted.length - 1e-9);
  const value = sorted[Math.max(rank, 1) - 1];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

/** Whether so many values can tell this quantile from the largest: p99 takes 100. */
export function isSupported(part: number, count: number): boolean {
  return count * (1 - part) >= 1 - 1e-9;
}

/** The median by nearest rank. */
export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/** A sorted copy. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
