import { randomOf } from '../random.ts';
import { ascending, median, quantile } from './quantiles.ts';

/** A 95 % confidence interval. */
export type Interval = readonly [low: number, high: number];

const RESAMPLES = 2000;

/**
 * 95 % confidence interval of the median by percentile bootstrap (B. Efron, 1979), in two stages: first whole groups are
 * drawn, then values from each drawn group. Requests to the same process resemble each other, so an interval that takes
 * them for independent would be too narrow (A. C. Davison and D. V. Hinkley, Bootstrap Methods, 1997, section 3.8).
 *
 * @param groups the values of each process; empty ones do not count
 * @param seed the same one gives the same interval
 * @returns undefined for fewer than two values, which cannot tell how much they vary
 */
export function medianInterval(groups: readonly (readonly number[])[], seed = 1): Interval | undefined {
  const filled = groups.filter((group) => group.length > 0);
  if (filled.reduce((count, group) => count + group.length, 0) < 2) return undefined;
  const random = randomOf('bootstrap', seed);
  const draw = <Item>(items: readonly Item[]): Item => items[Math.floor(random.uniform(0, items.length))] as Item;
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(
      filled.flatMap(() => {
        const group = draw(filled);
        return group.map(() => draw(group));
      }),
    ),
  );
  const sorted = ascending(medians);
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}
