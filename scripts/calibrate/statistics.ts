import { randomOf } from '../kit/random.ts';

/** A point estimate with the limits that a bootstrap gives it. */
export interface Estimate {
  readonly value: number;
  /** Lower and upper limit at 95 %. */
  readonly interval: readonly [low: number, high: number];
}

/**
 * The q-quantile of values, between two of them by linear interpolation (Hyndman and Fan's type 7, the default of R and
 * NumPy).
 * @param q in [0, 1]
 * @returns NaN for no values
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Limits of a statistic by the percentile bootstrap (Efron and Tibshirani 1993, chapter 13): blocks are drawn with
 * replacement, as many as there are. What was measured shortly after one another belongs into one block. Draws for which
 * the statistic is undefined (not finite) are left out.
 * @param seed the same seed gives the same limits
 * @returns NaN limits when it was undefined for more than half of the draws
 */
export function bootstrap<Block>(
  blocks: readonly Block[],
  statistic: (blocks: readonly Block[]) => number,
  { draws = 1000, seed = 'bootstrap' } = {},
): Estimate {
  const random = randomOf(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const value = statistic(blocks.map(() => blocks[Math.floor(random.uniform(0, blocks.length))] as Block));
    if (Number.isFinite(value)) values.push(value);
  }
  const known = values.length > draws / 2 ? values : [];
  return { value: statistic(blocks), interval: [quantile(known, 0.025), quantile(known, 0.975)] };
}
