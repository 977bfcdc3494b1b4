import { expect, it } from 'vitest';

import { embed } from '../../../src/verdict/embedding.ts';

it('is the mean of each channel over its places, made one long', () => {
  const data = Float32Array.of(1, 2, 3, 6, -4, -4, -4, -4, 0, 0, 0, 0);
  expect([...embed({ data, dims: [1, 3, 2, 2] })]).toEqual([Math.fround(3 / 5), Math.fround(-4 / 5), 0]);
});

it('of nothing is nothing, and no division by zero', () => {
  expect([...embed({ data: new Float32Array(8), dims: [1, 2, 2, 2] })]).toEqual([0, 0]);
});
