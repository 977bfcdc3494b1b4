import { expect, it } from 'vitest';

import { rank } from '../../../src/verdict/rank.ts';

const LABELS = ['ant', 'bee', 'cat', 'dog'];

it('orders by score and keeps index and label together', () => {
  const ranked = rank(Float64Array.of(0.2, 0.5, 0, 0.3), LABELS, 3);
  expect(ranked.map(({ index, label }) => [index, label])).toEqual([
    [1, 'bee'],
    [3, 'dog'],
    [0, 'ant'],
  ]);
});

it('orders equal scores as the class list does', () => {
  expect(rank(Float64Array.of(0.25, 0.25, 0.25, 0.25), LABELS, 4).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

it('answers all classes when asked for more', () => {
  expect(rank(Float64Array.of(0.1, 0.2, 0.3, 0.4), LABELS, 1000)).toHaveLength(4);
});
