import { expect, it } from 'vitest';

import { Distribution } from '../../../src/latency/distribution.ts';
import { BIN_BOUNDS, histogramOf } from '../../../src/latency/histogram.ts';

it('has ten bins a decade as far as whole milliseconds can tell them apart', () => {
  expect(BIN_BOUNDS.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 8, 10, 13]);
  expect(BIN_BOUNDS.filter((bound) => bound > 100 && bound <= 1000)).toHaveLength(10);
  expect(BIN_BOUNDS.slice(-2)).toEqual([10_000, Infinity]);
  expect(BIN_BOUNDS).toEqual([...new Set(BIN_BOUNDS)].sort((a, b) => a - b));
});

it('counts each duration once, a bound with what lies below it', () => {
  const distribution = new Distribution();
  for (const [duration, count] of [
    [0, 3],
    [1, 2],
    [2, 1],
    [100, 5],
    [101, 7],
    [20_000, 1],
  ] as const) {
    distribution.add(duration, count);
  }
  const counts = new Map(histogramOf(distribution).map((count, i) => [BIN_BOUNDS[i], count]));
  expect([1, 2, 3, 100, 125, 10_000, Infinity].map((bound) => counts.get(bound))).toEqual([5, 1, 0, 5, 7, 0, 1]);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(distribution.count);
});
