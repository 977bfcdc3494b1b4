import { describe, expect, it } from 'vitest';

import { bootstrap, medianInterval } from '../../../../../scripts/kit/statistics/bootstrap.ts';

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

describe('medianInterval', () => {
  it('spans all of five values: the median of a resample is the smallest in 5.8 % of all cases', () => {
    // At least three of five draws must hit it: 10 * 0.2^3 * 0.8^2 + 5 * 0.2^4 * 0.8 + 0.2^5 = 0.058 > 0.025.
    expect(medianInterval([[3], [1], [5], [2], [4]])).toEqual([1, 5]);
  });

  it('does not take values of one process for independent', () => {
    // Of three processes, two draws of the fastest make the median: 7 / 27 of all resamples. Sixty independent values would
    // have to hit a third of them thirty times, which happens in about 0.5 %.
    const groups = [1, 5, 9].map((value) => Array.from({ length: 20 }, () => value));
    expect(medianInterval(groups)).toEqual([1, 9]);
    expect(medianInterval([groups.flat()])).toEqual([5, 5]);
  });

  it('is narrow where nothing varies', () => {
    expect(medianInterval([[7, 7, 7], [7, 7], [], [7]])).toEqual([7, 7]);
  });

  it('gives the same interval for the same seed', () => {
    const values = Array.from({ length: 40 }, (_, index) => (index * 37) % 101);
    expect(medianInterval([values], 4)).toEqual(medianInterval([values], 4));
  });

  it('knows nothing from a single value', () => {
    expect(medianInterval([[7]])).toBeUndefined();
    expect(medianInterval([])).toBeUndefined();
  });
});
