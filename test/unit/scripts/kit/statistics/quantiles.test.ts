import { describe, expect, it } from 'vitest';

import { isSupported, median, quantile } from '../../../../../scripts/kit/statistics/quantiles.ts';

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('quantile', () => {
  it('lies between two values by linear interpolation, as in NumPy', () => {
    // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.75, 1]) = [1, 1.75, 3, 5, 8]
    expect([0, 0.25, 0.5, 0.75, 1].map((part) => quantile([1, 2, 4, 8], part))).toEqual([1, 1.75, 3, 5, 8]);
  });

  it.each([
    [0.1, 1.9],
    [0.5, 5.5],
    [0.51, 5.59],
    [0.9, 9.1],
    [0.95, 9.55],
    [1, 10],
  ])('of 1 to 10: %d is at 1 + 9 times that, %d', (part, expected) => {
    expect(quantile(TEN, part)).toBeCloseTo(expected, 12);
  });

  it('is not misled by binary fractions: 7 % of 101 values is the 8th', () => {
    const values = Array.from({ length: 101 }, (_, index) => index + 1);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(quantile(values, 0.07)).toBeCloseTo(8, 12);
  });

  it('of nothing is not a number, and there is none beyond everything', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(() => quantile(TEN, -0.01)).toThrow();
    expect(() => quantile(TEN, 1.01)).toThrow();
  });
});

describe('median', () => {
  it('sorts by size and not by spelling, and leaves its argument alone', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
    expect(median([100, 9, 20])).toBe(20);
  });

  it('is the mean of the two middle values of an even number', () => {
    expect(median([8, 1, 4, 2])).toBe(3);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });
});

it('knows how many values a percentile takes to differ from the largest', () => {
  expect(isSupported(0.9, 9)).toBe(false);
  expect(isSupported(0.9, 10)).toBe(true);
  expect(isSupported(0.99, 99)).toBe(false);
  expect(isSupported(0.99, 100)).toBe(true);
});
