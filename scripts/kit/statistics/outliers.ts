import { ascending, quantile } from './quantiles.ts';

/** Values that lie far from the others. They stay in every figure; this only points at them. */
export interface Outliers {
  /** Tukey's fences: 1.5 interquartile ranges below the first and above the third quartile. */
  readonly fences: readonly [low: number, high: number];
  /** Ascending. */
  readonly values: readonly number[];
}

/** Fewer values than this have no quartiles worth the name. */
const FEWEST = 8;

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
