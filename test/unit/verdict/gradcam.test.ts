import { expect, it } from 'vitest';

import type { ClassifierHead } from '../../../src/verdict/classifier-head.ts';
import { gradCam } from '../../../src/verdict/gradcam.ts';

/** Two channels on a grid of 2 x 3, and a linear head of three classes. */
const features = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1), dims: [1, 2, 2, 3] };
const head: ClassifierHead = {
  norm: undefined,
  hidden: undefined,
  classifier: { weight: Float32Array.of(1, 0, 1, -1, -1, -1), bias: Float32Array.of(0, 0, 0) },
};

it('weighs features with the gradient, sets negative sums to 0, and scales to 1', () => {
  const [first, second, third] = gradCam(features, head, [0, 1, 2]);
  // Class 0 is the first channel, whose gradient at each of the six positions is 1/6.
  expect(first).toMatchObject({ width: 3, height: 2 });
  expect(first?.values.map((value) => value * 6)).toEqual(
    [1, 2, 3, 4, 5, 6].map((value): unknown => expect.closeTo(value, 12)),
  );
  expect(first?.peak).toBeCloseTo(1, 12);
  // Class 1: (1 - 6, 2 - 5, 3 - 4, 4 - 3, 5 - 2, 6 - 1) / 6.
  expect(second?.values).toEqual([0, 0, 0, expect.closeTo(0.2, 12), expect.closeTo(0.6, 12), 1]);
  expect(second?.peak).toBeCloseTo(5 / 6, 12);
  // There is no evidence for class 2.
  expect(third).toMatchObject({ values: [0, 0, 0, 0, 0, 0], peak: 0 });
});

it('takes the slopes of hidden units at the mean of the features', () => {
  // One channel on 1 x 2, whose mean is 1, where hardswish has the slope (2 * 1 + 3) / 6 = 5/6; a position has half of it.
  const hidden = { weight: Float32Array.of(1), bias: Float32Array.of(0) };
  const deep: ClassifierHead = { norm: undefined, hidden, classifier: { ...hidden } };
  const [map] = gradCam({ data: Float32Array.of(0, 2), dims: [1, 1, 1, 2] }, deep, [0]);
  expect(map?.values).toEqual([0, 1]);
  expect(map?.peak).toBeCloseTo(5 / 6, 12);
});

it.each([3, -1, 0.5, NaN])('refuses a class that does not exist: %d', (index) => {
  expect(() => gradCam(features, head, [index])).toThrow(`there is no class ${index}; the head has 3, from 0`);
});

it('refuses features with another number of channels than the head', () => {
  expect(() => gradCam({ data: new Float32Array(18), dims: [1, 3, 2, 3] }, head, [0])).toThrow(
    'the head takes 2 channels',
  );
});
