import { expect, it } from 'vitest';

import { formatBytes, formatMilliseconds, formatPercent } from '../../../src/i18n/numbers.ts';
import { english as t } from '../../../src/i18n/english.ts';

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1.0 KiB'],
  [150 * 1024, '150 KiB'],
  [20.25 * 1024 ** 2, '20.3 MiB'],
  [128 * 1024 ** 2, '128 MiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(t, bytes)).toBe(text);
});

it.each([
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [0.0005, '0.1 %'],
  [0.7652, '76.5 %'],
  [0.9996, '100 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, text) => {
  expect(formatPercent(t, share)).toBe(text);
});

it.each([
  [0, '0'],
  [0.84, '0.8'],
  [7, '7'],
  [1234.4, '1,234'],
])('%d ms are written %s', (ms, text) => {
  expect(formatMilliseconds(t, ms)).toBe(text);
});
