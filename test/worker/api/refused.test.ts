import { request } from 'node:http';

import { expect, it } from 'vitest';

import { PANDA, post, readSource } from '../kit/api.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

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

it('is refused although it announced a picture and sends nothing of it', async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'image/jpeg', 'Content-Length': 100_000 };
    const stalled = request(`${sharedOrigin()}/v1/classify?top_k=0`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      stalled.destroy();
    });
    stalled.once('error', reject);
    stalled.flushHeaders();
  });
  expect(status).toBe(400);
});
