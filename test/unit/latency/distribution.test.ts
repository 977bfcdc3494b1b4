import { describe, expect, it } from 'vitest';

import { Distribution, RELATIVE_ERROR } from '../../../src/latency/distribution.ts';

function distributionOf(values: readonly number[], limit?: number): Distribution {
  const distribution = new Distribution(limit);
  for (const value of values) distribution.add(value);
  return distribution;
}

describe('quantiles by nearest rank', () => {
  it.each([
    // The example of https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
    [
      [15, 20, 35, 40, 50],
      [0.05, 0.3, 0.4, 0.5, 1],
      [15, 20, 20, 35, 50],
    ],
    [
      [3, 6, 7, 8, 8, 10, 13, 15, 16, 20],
      [0.25, 0.5, 0.75, 1],
      [7, 8, 15, 20],
    ],
    [
      [3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20],
      [0.25, 0.5, 0.75, 1],
      [7, 9, 15, 20],
    ],
    [[7], [0.5, 0.99], [7, 7]],
    [
      [2, 1],
      [0.5, 0.51],
      [1, 2],
    ],
  ])('of %j at %j are %j', (values, shares, expected) => {
    expect(distributionOf(values).quantiles(shares)).toEqual(expected);
    expect(distributionOf(values.toReversed()).quantiles(shares)).toEqual(expected);
  });

  it('do not slip to the next rank by rounding', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    const shares = [0.07, 0.14, 0.28, 0.55, 0.56, 0.57, 0.9, 0.95, 0.99];
    expect(distributionOf(values).quantiles(shares)).toEqual([7, 14, 28, 55, 56, 57, 90, 95, 99]);
  });

  it('do not exist of nothing', () => {
    expect(() => new Distribution().quantiles([0.5])).toThrow('empty');
  });
});

describe('distributions of several places', () => {
  it('add up to that of all', () => {
    const values = Array.from({ length: 999 }, (_, i) => (i * 37) % 101);
    const parts = [0, 1, 2].map((part) => distributionOf(values.filter((_, i) => i % 3 === part)).toData());
    const whole = new Distribution();
    for (const part of parts) whole.merge(part);
    const { count, min, max, exact } = whole;
    expect({ count, min, max, exact }).toEqual({ count: 999, min: 0, max: 100, exact: true });
    expect(whole.quantiles([0.5, 0.9, 0.95, 0.99])).toEqual(distributionOf(values).quantiles([0.5, 0.9, 0.95, 0.99]));
    expect(whole.countUpTo(50)).toBe(values.filter((value) => value <= 50).length);
  });

  it('add up within the stated error when one of them is coarse', () => {
    const values = Array.from({ length: 3000 }, (_, i) => 0.1 + ((i * 7919) % 3000) ** 2 / 100);
    const coarse = distributionOf(values.slice(0, 2000), 64);
    expect(coarse.exact).toBe(false);
    const whole = distributionOf(values.slice(2000)).merge(coarse.toData());
    expect(whole).toMatchObject({ exact: false, count: 3000, min: Math.min(...values), max: Math.max(...values) });
    const shares = [0.001, 0.1, 0.5, 0.9, 0.99, 1];
    const exact = distributionOf(values).quantiles(shares);
    whole.quantiles(shares).forEach((value, i) => {
      expect(Math.abs(value / (exact[i] ?? NaN) - 1)).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-12);
    });
  });

  it('never give less than the smallest value or more than the largest, whatever the middle of their bin is', () => {
    // With 1 % the bins end at 97.52 and 99.49, whose middle is 98.50, and at 9.975 and 10.176, whose middle is 10.07.
    const low = distributionOf([99, 99.1, 99.2], 1);
    expect(low).toMatchObject({ exact: false, count: 3, min: 99, max: 99.2 });
    expect(low.quantiles([0.01, 0.5, 1])).toEqual([99, 99, 99]);
    const high = distributionOf([10, 10.01, 10.02], 1);
    expect(high.quantiles([0.01, 0.5, 1])).toEqual([10.02, 10.02, 10.02]);
  });

  it('lose no more when they travel again', () => {
    const coarse = distributionOf([0, 0.5, 1, 3, 10, 77, 500, 12_345], 4);
    const travelled = new Distribution().merge(new Distribution().merge(coarse.toData()).toData());
    expect(travelled.toData()).toEqual(coarse.toData());
    expect(travelled.quantiles([0.001])).toEqual([0]);
  });
});
