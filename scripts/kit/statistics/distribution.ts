import { type Interval, medianInterval } from './bootstrap.ts';
import { findOutliers, type Outliers } from './outliers.ts';
import { ascending, isSupported, quantile, REPORTED } from './quantiles.ts';

/** How values are spread, in their own unit. */
export interface Distribution {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  /** 95 % confidence interval of `p50`; null for a single value. */
  readonly interval: Interval | null;
  /** Null where there are too few values to tell this percentile from the largest. */
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number;
  /** Null where there are too few values. They count in everything above. */
  readonly outliers: Outliers | null;
}

/**
 * Describes values that were measured in groups, such as those of one process each.
 * @param seed of the interval
 * @returns undefined when there are none
 */
export function distributionOf(groups: readonly (readonly number[])[], seed: number): Distribution | undefined {
  const sorted = ascending(groups.flat());
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const percentile = (part: number): number | null =>
    isSupported(part, sorted.length) ? quantile(sorted, part) : null;
  return {
    count: sorted.length,
    min,
    p50: quantile(sorted, REPORTED.p50),
    interval: medianInterval(groups, seed) ?? null,
    p90: percentile(REPORTED.p90),
    p95: percentile(REPORTED.p95),
    p99: percentile(REPORTED.p99),
    max,
    outliers: findOutliers(sorted) ?? null,
  };
}
