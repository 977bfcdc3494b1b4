import { expect, it } from 'vitest';

import { bytesOf, medianOf, millisecondsOf, percentOf, shortLabel } from '../../../src/i18n/figures.ts';
import { sayFor } from '../../../src/i18n/languages.ts';

const say = sayFor('en');

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1.0 KiB'],
  [150 * 1024, '150 KiB'],
  [20.25 * 1024 ** 2, '20.3 MiB'],
  [128 * 1024 ** 2, '128 MiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesOf(say, bytes)).toBe(text);
});

it.each([
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [0.0005, '0.1 %'],
  [0.7652, '76.5 %'],
  [0.9996, '100 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, text) => {
  expect(percentOf(say, share)).toBe(text);
});

it.each([
  [0, '0'],
  [0.84, '0.8'],
  [7, '7'],
  [1234.4, '1,234'],
])('%d ms are written %s', (ms, text) => {
  expect(millisecondsOf(say, ms)).toBe(text);
});

it('takes the middle value, or the mean of two', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(medianOf([])).toBeNaN();
});

it('calls a label by the first of its synonyms', () => {
  expect(shortLabel('giant panda, panda, panda bear')).toBe('giant panda');
  expect(shortLabel('food')).toBe('food');
});
