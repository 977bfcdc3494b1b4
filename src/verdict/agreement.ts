import type { Comparison } from '../contract/comparison.ts';

/**
 * How far several models agree on one picture.
 * @param rankings the class indices of each model, the likeliest first
 */
export function agreementOf(rankings: readonly (readonly number[])[]): Comparison['agreement'] {
  const [first = [], ...others] = rankings.map((ranking) => ranking.slice(0, 5));
  return {
    top1: others.every(([best]) => best === first[0]),
    top5_shared: first.filter((index) => others.every((other) => other.includes(index))).length,
  };
}
