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
] as const)('the grid of %j has zero on it', ([min, max], zeroPoint) => {
  const grid = gridOf([min, max]);
  expect(grid.zeroPoint).toBe(zeroPoint);
  const ends = [0, 255].map((level) => (level - grid.zeroPoint) * grid.scale);
  expect(ends[0]).toBeCloseTo(Math.min(min, 0), 5);
  if (max > min) expect(ends[1]).toBeCloseTo(Math.max(max, 0), 5);
});
