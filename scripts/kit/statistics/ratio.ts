import { type Interval, medianInterval } from './bootstrap.ts';
import { median } from './quantiles.ts';

/** Two times that were measured one after the other. */
export type Pair = readonly [numerator: number, denominator: number];

/** A ratio of two times. */
export interface Ratio {
  /** Median of the ratios of all pairs. */
  readonly median: number;
  readonly interval: Interval | undefined;
  readonly pairs: number;
}

/**
 * Ratios pair by pair: what slows the machine down for a moment hits both members of a pair, and cancels out.
 * @param groups the pairs of each process, or of each round: they resemble each other, and the interval is for other ones. A
 *   pair of values that stand for a whole process is a group of its own
 * @returns undefined when there is no pair
 */
export function ratioOf(groups: readonly (readonly Pair[])[]): Ratio | undefined {
  const ratios = groups.map((pairs) => pairs.map(([numerator, denominator]) => numerator / denominator));
  const all = ratios.flat();
  if (all.length === 0) return undefined;
  return { median: median(all), interval: medianInterval(ratios), pairs: all.length };
}

/** Each pair as a group of its own. */
export function alone(pairs: readonly Pair[]): Pair[][] {
  return pairs.map((pair) => [pair]);
}
