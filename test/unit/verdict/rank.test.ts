import { expect, it } from 'vitest';

import { rank } from '../../../src/verdict/rank.ts';

const LABELS = ['ant', 'bee', 'cat', 'dog'];

it('orders by score and keeps index and label together', () => {
  const ranked = rank(Float32Array.of(1, 3, -2, 2), LABELS, 3);
  expect(ranked.map(({ index, label }) => [index, label])).toEqual([
    [1, 'bee'],
    [3, 'dog'],
    [0, 'ant'],
  ]);
});

it('orders equal scores as the class list does', () => {
  expect(rank(Float32Array.of(5, 5, 5, 5), LABELS, 4).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

it('answers all classes when asked for more', () => {
  expect(rank(Float32Array.of(1, 2, 3, 4), LABELS, 1000)).toHaveLength(4);
});
