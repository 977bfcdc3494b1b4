import { describe, expect, it } from 'vitest';

import { bootstrap, median, quantile } from '../../../../scripts/calibrate/statistics.ts';

describe('quantile', () => {
  it('lies between two values by linear interpolation, as in NumPy', () => {
    // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.75, 1]) = [1, 1.75, 3, 5, 8]
    const values = [8, 1, 4, 2];
    expect([0, 0.25, 0.5, 0.75, 1].map((q) => quantile(values, q))).toEqual([1, 1.75, 3, 5, 8]);
    expect(values).toEqual([8, 1, 4, 2]);
  });

  it('sorts by size and not by spelling', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('bootstrap', () => {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  it('has no width where all values are alike', () => {
    expect(bootstrap([3, 3, 3], mean)).toEqual({ value: 3, interval: [3, 3] });
  });

  it('gives the mean about the limits that theory gives it', () => {
    // 1..100: standard error of the mean = 28.87 / 10, so 50.5 -+ 1.96 * 2.887 = [44.8, 56.2].
    const { value, interval } = bootstrap(
      Array.from({ length: 100 }, (_, index) => index + 1),
      mean,
    );
    expect(value).toBe(50.5);
    expect(interval[0]).toBeCloseTo(44.8, -0.3);
    expect(interval[1]).toBeCloseTo(56.2, -0.3);
  });

  it('is the same every time', () => {
    expect(bootstrap([1, 2, 3, 4], mean)).toEqual(bootstrap([1, 2, 3, 4], mean));
  });

  it('has no limits where the statistic is undefined', () => {
    expect(bootstrap([1, 2], () => NaN).interval).toEqual([NaN, NaN]);
  });
});
