import { expect, it } from 'vitest';

import { PANDA, post, readSource, request } from '../kit/api.ts';

/** One computes, and so many wait. */
const PICTURES = 16;

it('is asked to read while pictures wait, and does not let that wait behind them', async () => {
  const panda = await readSource(PANDA);
  let answered = 0;
  const pictures = Array.from({ length: PICTURES }, async () => {
    const response = await post(panda, '?model=efficientnet_b0&engine=simd&top_k=1');
    await response.arrayBuffer();
    answered++;
    return response.status;
  });
  // By then the others have arrived as well, and wait.
  await Promise.race(pictures);
  const reads = ['/v1/models', '/healthz', '/', '/openapi.json', '/v1/recommend?use_case=medical'].map(async (path) => {
    const response = await request(path);
    await response.arrayBuffer();
    return [path, response.status, answered < PICTURES / 2];
  });
  expect(await Promise.all(reads)).toEqual([
    ['/v1/models', 200, true],
    ['/healthz', 200, true],
    ['/', 200, true],
    ['/openapi.json', 200, true],
    ['/v1/recommend?use_case=medical', 200, true],
  ]);
  expect(await Promise.all(pictures)).toEqual(Array.from({ length: PICTURES }, () => 200));
});
