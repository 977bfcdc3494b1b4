import { expect, test } from 'vitest';

import { randomOf } from '../../../../../scripts/kit/random.ts';
import { gridOf, roundWeights } from '../../../../../scripts/models/onnx/rounding.ts';

test.each([
  [255, 127],
  [127, 63],
])('weights are rounded to the nearest of %d values of their row', (_, largest) => {
  const random = randomOf('weights');
  const data = Float32Array.from(
    { length: 5 * 12 },
    (_, index) => random.uniform(-1, 1) * (1 + Math.floor(index / 12)),
  );
  data.fill(0, 24, 36);
  const { values, scales } = roundWeights({ shape: [5, 3, 2, 2], data }, largest);
  expect(values.shape).toEqual([5, 3, 2, 2]);
  for (let row = 0; row < 5; row++) {
    const weights = data.subarray(row * 12, (row + 1) * 12);
    const whole = values.data.subarray(row * 12, (row + 1) * 12);
    const scale = scales.data[row] ?? NaN;
    expect(Math.max(...whole.map(Math.abs))).toBe(row === 2 ? 0 : largest);
    weights.forEach((weight, index) => {
      expect(Math.abs(weight - scale * (whole[index] ?? NaN))).toBeLessThanOrEqual(scale / 2 + 1e-6);
    });
  }
});

test.each([
  [[-1.5, 6], 51],
  [[0, 3], 0],
  [[0.5, 3], 0],
  [[-4, -1], 255],
  [[0, 0], 0],
] as const)('the grid of %j has zero on it', ([min, max], zero) => {
  const {
    scales: [scale = NaN],
    zeroPoints: [zeroPoint = NaN],
  } = gridOf([[min, max]], 0);
  expect(zeroPoint).toBe(zero);
  const ends = [0, 255].map((level) => (level - zeroPoint) * scale);
  // Scales have four digits.
  expect(ends[0]).toBeCloseTo(Math.min(min, 0), 2);
  if (max > min) expect(ends[1]).toBeCloseTo(Math.max(max, 0), 2);
});

test.each([
  [0, [8, 8, 8, 8]],
  [0.5, [4, 8, 2, 1]],
  [1, [2, 8, 0.5, 0.125]],
])('channels keep their range with an evenness of %d, and steps are never finer than a 64th', (evenness, spans) => {
  const ranges = [
    [-1, 1],
    [-4, 4],
    [0, 0.5],
    [0, 0],
  ] as const;
  const { scales, zeroPoints } = gridOf(ranges, evenness);
  scales.forEach((scale, channel) => {
    const [min, max] = ranges[channel] ?? [NaN, NaN];
    expect(255 * scale).toBeGreaterThanOrEqual(spans[channel] ?? NaN);
    expect(255 * scale).toBeLessThan(1.01 * (spans[channel] ?? NaN));
    expect((255 - (zeroPoints[channel] ?? NaN)) * scale).toBeGreaterThanOrEqual(max - scale / 2);
    expect(-(zeroPoints[channel] ?? NaN) * scale).toBeLessThanOrEqual(min + scale / 2);
  });
});
