import { expect, it } from 'vitest';

import { classification, PANDA, post, readSource, request } from '../kit/api.ts';

it('clients that hang up in the middle leave nothing behind', async () => {
  const panda = await readSource(PANDA);
  const before = await classification(await post(panda));
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, async (_, i) => {
      const hangUp = new AbortController();
      setTimeout(() => {
        hangUp.abort();
      }, 4 * i);
      const init = { method: 'POST', body: panda, headers: { 'Content-Type': 'image/jpeg' }, signal: hangUp.signal };
      return request('/v1/classify', init).then(
        () => 'answered',
        () => 'hung up',
      );
    }),
  );
  expect(outcomes).toContain('hung up');
  const after = await classification(await post(panda));
  expect(after.predictions).toEqual(before.predictions);
  expect(after.memory.wasm_heap_bytes).toBe(before.memory.wasm_heap_bytes);
  expect(after.start).toMatchObject({ kind: 'warm', isolate: { id: before.start.isolate.id } });
});
