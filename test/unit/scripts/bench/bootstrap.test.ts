import { expect, it } from 'vitest';

import { medianInterval } from '../../../../scripts/kit/statistics/bootstrap.ts';

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
