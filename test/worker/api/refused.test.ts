import { expect, it } from 'vitest';

import { PANDA, post, readSource } from '../kit/api.ts';

it('sees why its picture was refused each time, also where the query alone says so', async () => {
  const panda = await readSource(PANDA);
  const statuses = new Map<number, number>();
  for (let i = 0; i < 300; i++) {
    // Before anybody has read the body.
    const { status } = await post(panda, '?top_k=0');
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses]).toEqual([[400, 300]]);
});
