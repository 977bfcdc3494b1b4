import { expect, it } from 'vitest';

import { alone, ratioOf } from '../../../../../scripts/kit/statistics/ratio.ts';

it('is the median over pairs, not the ratio of medians', () => {
  // Ratios 2, 3 and 4. The medians, 8 and 2, would say 4.
  expect(
    ratioOf(
      alone([
        [2, 1],
        [9, 3],
        [8, 2],
      ]),
    ),
  ).toEqual({ median: 3, interval: [2, 4], pairs: 3 });
});

it('does not mind that everything took ten times as long for a while', () => {
  const calm = Array.from({ length: 10 }, () => [6, 3] as const);
  const busy = Array.from({ length: 10 }, () => [60, 30] as const);
  expect(ratioOf([calm, busy])).toEqual({ median: 2, interval: [2, 2], pairs: 20 });
});

it('knows nothing from nothing, and no interval from one pair', () => {
  expect(ratioOf([])).toBeUndefined();
  expect(ratioOf([[], []])).toBeUndefined();
  expect(ratioOf([[[3, 2]], []])).toEqual({ median: 1.5, interval: undefined, pairs: 1 });
});

it('does not take many pairs of few processes for many processes', () => {
  const processes = [3, 1, 5, 2, 4].map((ratio) => Array.from({ length: 20 }, () => [ratio, 1] as const));
  expect(ratioOf(processes)).toEqual({ median: 3, interval: [1, 5], pairs: 100 });
  // As if each pair had come from a process of its own.
  expect(ratioOf(alone(processes.flat()))?.interval).toEqual([2.5, 3.5]);
});
