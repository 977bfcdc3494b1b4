import type { Interval } from './bootstrap.ts';

/** 97.5 % of the standard normal distribution. */
const Z = 1.959964;

/**
 * Wilson's 95 % interval of a proportion (Wilson 1927; https://doi.org/10.1080/01621459.1927.10502953). It stays within
 * [0, 1], also where all or none of a few trials succeed.
 * @param successes of so many `trials`, one at least
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const share = successes / trials;
  const middle = (share + Z ** 2 / (2 * trials)) / (1 + Z ** 2 / trials);
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2))) / (1 + Z ** 2 / trials);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
