import { type Interval, medianInterval } from './bootstrap.ts';
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

/** Values that lie far from the others. They stay in every figure; this only points at them. */
interface Outliers {
  /** Tukey's fences: 1.5 interquartile ranges below the first and above the third quartile. */
  readonly fences: Interval;
  /** Ascending. */
  readonly values: readonly number[];
}

/** Fewer values than this have no useful quartiles. */
const FEWEST = 8;

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

/**
 * Finds outliers as box plots do (J. W. Tukey, Exploratory Data Analysis, 1977).
 * @returns undefined when there are too few values
 */
export function findOutliers(values: readonly number[]): Outliers | undefined {
  if (values.length < FEWEST) return undefined;
  const sorted = ascending(values);
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = 1.5 * (third - first);
  const [low, high] = [first - reach, third + reach];
  return { fences: [low, high], values: sorted.filter((value) => value < low || value > high) };
}
