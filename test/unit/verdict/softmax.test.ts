import { expect, it } from 'vitest';

import { softmax } from '../../../src/verdict/softmax.ts';

it('equals values computed by hand', () => {
  // exp(0) : exp(ln 3) : exp(ln 6) = 1 : 3 : 6
  const scores = softmax(Float32Array.of(0, Math.log(3), Math.log(6)));
  expect(scores[0]).toBeCloseTo(0.1, 6);
  expect(scores[1]).toBeCloseTo(0.3, 6);
  expect(scores[2]).toBeCloseTo(0.6, 6);
});

it('survives logits that would overflow', () => {
  expect(Array.from(softmax(Float32Array.of(1000, 1000, -1000)))).toEqual([0.5, 0.5, 0]);
});

it('does not change when all logits are shifted', () => {
  const logits = [-3.5, 0.25, 2, 7];
  const shifted = softmax(Float32Array.from(logits, (x) => x + 64));
  softmax(Float32Array.from(logits)).forEach((score, i) => {
    expect(shifted[i]).toBeCloseTo(score, 12);
  });
});
