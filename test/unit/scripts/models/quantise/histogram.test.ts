import { expect, test } from 'vitest';

import { count, emptyHistogram, rangeOf } from '../../../../../scripts/models/quantise/histogram.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';

/** Evenly spread in [-1, 1], with a few values far away. */
function withOutliers(): ReturnType<typeof emptyHistogram> {
  const histogram = emptyHistogram([-1, 40]);
  const random = randomOf('values');
  count(
    histogram,
    Float32Array.from({ length: 100_000 }, () => random.uniform(-1, 1)),
  );
  count(histogram, Float32Array.of(39, 40));
  return histogram;
}

test('minmax keeps everything', () => {
  expect(rangeOf(withOutliers(), 'minmax')).toEqual([-1, 40]);
});

test('the percentile leaves out one value in ten thousand, half of them at each end', () => {
  const histogram = emptyHistogram([0, 4096]);
  const values = Float32Array.from({ length: 409_600 }, (_, index) => index / 100);
  count(histogram, values);
  const [min, max] = rangeOf(histogram, 'percentile');
  const left = values.filter((value) => value < min || value >= max).length;
  expect(left / values.length).toBeLessThanOrEqual(1e-4);
  // One bin more would be too much.
  expect((left + 200) / values.length).toBeGreaterThan(1e-4);
  expect(rangeOf(withOutliers(), 'percentile')[1]).toBeLessThan(1.1);
});

test('entropy draws the range in where nearly nothing is, and not where values are', () => {
  const [min, max] = rangeOf(withOutliers(), 'entropy');
  expect(max).toBeLessThan(20);
  expect(max).toBeGreaterThan(1);
  expect(min).toBeLessThan(0);
  const even = emptyHistogram([-2, 2]);
  const random = randomOf('even');
  count(
    even,
    Float32Array.from({ length: 400_000 }, () => random.uniform(-2, 2)),
  );
  const [low, high] = rangeOf(even, 'entropy');
  expect([low, high]).toEqual([-2, 2]);
});

test('a value that never changes has a range, too', () => {
  const still = emptyHistogram([3, 3]);
  count(still, Float32Array.of(3, 3, 3));
  for (const method of ['minmax', 'percentile', 'entropy'] as const) expect(rangeOf(still, method)).toEqual([3, 3]);
});
