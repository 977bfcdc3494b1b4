import type { Distribution } from './distribution.ts';

/** One decade of the Renard series R10 (ISO 3), whose steps are all about 1.26. */
const DECADE = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/**
 * Upper bounds of the bins in ms, whole ones because the clock's steps are, up to 10 s; the last bin is open. Each value
 * lies in the first bin whose bound it does not exceed.
 */
export const BIN_BOUNDS: readonly number[] = [
  ...new Set([1, 10, 100, 1000].flatMap((power) => DECADE.map((factor) => Math.round(factor * power)))),
  10_000,
  Infinity,
];

/** How many durations lie in each bin. */
export function histogramOf(distribution: Distribution): number[] {
  let before = 0;
  return BIN_BOUNDS.map((bound) => {
    const upTo = distribution.countUpTo(bound);
    const count = upTo - before;
    before = upTo;
    return count;
  });
}
