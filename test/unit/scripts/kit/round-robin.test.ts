import { expect, it } from 'vitest';

import { roundRobin, shareOf } from '../../../../scripts/kit/round-robin.ts';

it('runs all items in each round, and lets another one begin each time', async () => {
  const order: string[] = [];
  await roundRobin(['a', 'b', 'c'], 4, (item, round) => {
    order.push(`${round}${item}`);
    return Promise.resolve();
  });
  expect(order.join(' ')).toBe('0a 0b 0c 1b 1c 1a 2c 2a 2b 3a 3b 3c');
});

it('deals runs to rounds without losing one', () => {
  expect([0, 1, 2, 3, 4].map((round) => shareOf(7, round, 5))).toEqual([1, 1, 2, 1, 2]);
});
