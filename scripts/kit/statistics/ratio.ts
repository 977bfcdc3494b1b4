import { type Interval, medianInterval } from './bootstrap.ts';
import { median } from './quantiles.ts';

/** A ratio of two times. */
export interface Ratio {
  /** Median of the ratios of all pairs. */
  readonly median: number;
  readonly interval: Interval | undefined;
  readonly pairs: number;
}

/**
 * Ratios pair by pair: what slows the machine down for a moment hits both members of a pair, and cancels out.
 * @param pairs two times that were measured one after the other
 * @returns undefined when there is no pair
 */
export function ratioOf(pairs: readonly (readonly [numerator: number, denominator: number])[]): Ratio | undefined {
  if (pairs.length === 0) return undefined;
  const ratios = pairs.map(([numerator, denominator]) => numerator / denominator);
  // A pair is the unit here, so each is a group of its own.
  return { median: median(ratios), interval: medianInterval(ratios.map((ratio) => [ratio])), pairs: ratios.length };
}
