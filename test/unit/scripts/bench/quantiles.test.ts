import { expect, it } from 'vitest';

import { isSupported, median, quantile } from '../../../../scripts/kit/statistics/quantiles.ts';

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

it.each([
  [0.1, 1],
  [0.5, 5],
  [0.51, 6],
  [0.9, 9],
  [0.95, 10],
  [1, 10],
])('takes the nearest rank: of 1 to 10, %d is %d', (part, expected) => {
  expect(quantile(TEN, part)).toBe(expected);
});

it('is not misled by binary fractions: 95 % of 20 values are 19', () => {
  expect(quantile([...TEN, ...TEN.map((value) => value + 10)], 0.95)).toBe(19);
  expect(0.07 * 100).toBeGreaterThan(7);
  expect(
    quantile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.07,
    ),
  ).toBe(7);
});

it('sorts numbers as numbers', () => {
  expect(median([100, 9, 20])).toBe(20);
});

it('has no quantile of nothing, nor beyond everything', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(() => quantile(TEN, 0)).toThrow(RangeError);
  expect(() => quantile(TEN, 1.01)).toThrow(RangeError);
});

it('knows how many values a percentile takes to differ from the largest', () => {
  expect(isSupported(0.9, 9)).toBe(false);
  expect(isSupported(0.9, 10)).toBe(true);
  expect(isSupported(0.99, 99)).toBe(false);
  expect(isSupported(0.99, 100)).toBe(true);
});
