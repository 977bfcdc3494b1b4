import { randomOf } from '../random.ts';
import { ascending, median, quantile } from './quantiles.ts';

/** A 95 % confidence interval. */
export type Interval = readonly [low: number, high: number];

/** A statistic with the interval that a bootstrap gives it. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** Draws one item, with replacement. */
type Draw = <Item>(items: readonly Item[]) => Item;

/**
 * 95 % confidence interval of a statistic by the percentile bootstrap (B. Efron and R. J. Tibshirani, An Introduction to
 * the Bootstrap, 1993, chapter 13): blocks are drawn with replacement, as many as there are. What was measured shortly
 * after one another belongs into one block. Draws for which the statistic is not finite are left out.
 *
 * @param options.draws resamples
 * @param options.seed the same one gives the same interval
 * @param options.resample draws within a block that was drawn, as a second stage
 * @returns an interval of NaN when the statistic was not finite for half of the draws or more
 */
export function bootstrap<Block>(
  blocks: readonly Block[],
  statistic: (blocks: readonly Block[]) => number,
  {
    draws = 2000,
    seed = 1,
    resample = (block) => block,
  }: { draws?: number; seed?: number; resample?: (block: Block, draw: Draw) => Block } = {},
): Estimate {
  const random = randomOf('bootstrap', seed);
  const draw: Draw = (items) => items[Math.floor(random.uniform(0, items.length))] as (typeof items)[number];
  const values = Array.from({ length: draws }, () => statistic(blocks.map(() => resample(draw(blocks), draw))));
  const finite = ascending(values.filter(Number.isFinite));
  const known = finite.length > draws / 2 ? finite : [];
  return { value: statistic(blocks), interval: [quantile(known, 0.025), quantile(known, 0.975)] };
}

/**
 * 95 % confidence interval of the median of values that were measured in groups. The bootstrap draws in two stages: groups,
 * then values of each drawn group. Requests to the same process resemble each other, so an interval that takes them for
 * independent would be too narrow (A. C. Davison and D. V. Hinkley, Bootstrap Methods, 1997, section 3.8).
 *
 * @param groups the values of each process; empty ones do not count
 * @param seed the same one gives the same interval
 * @returns undefined for fewer than two values, which cannot tell how much they vary
 */
export function medianInterval(groups: readonly (readonly number[])[], seed = 1): Interval | undefined {
  const filled = groups.filter((group) => group.length > 0);
  if (filled.flat().length < 2) return undefined;
  const resample = (group: readonly number[], draw: Draw): number[] => group.map(() => draw(group));
  return bootstrap(filled, (drawn) => median(drawn.flat()), { seed, resample }).interval;
}
