import { describe, expect, it } from 'vitest';

import { classification, PANDA, post, problem, readSource } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';

const KEY = 'open-sesame-open-sesame';

describe('?fresh=session', () => {
  it('is refused as shipped', async () => {
    const body = await problem(await post(await readSource(PANDA), '?fresh=session'));
    expect(body).toMatchObject({ type: '/problems/fresh-not-allowed', status: 403 });
    const other = await problem(await post(await readSource(PANDA), '?fresh=runtime'));
    expect(other).toMatchObject({ type: '/problems/invalid-parameter', detail: 'fresh: session.' });
  });
});

describe('?fresh=session with a key of the operator', () => {
  const worker = deploy({ vars: { RATE_LIMIT: 'off' }, secrets: { OPERATOR_KEY: KEY } });

  async function send(query: string, key?: string): Promise<Response> {
    const headers = { 'Content-Type': 'image/jpeg', ...(key !== undefined && { 'X-EdgeLens-Key': key }) };
    const body = await readSource(PANDA);
    return worker.send(`/v1/classify?model=mobilenetv3_small_distilled${query}`, { method: 'POST', body, headers });
  }

  it('makes a new session for the operator only', async () => {
    const first = await classification(await send(''));
    expect(first.start).toMatchObject({ kind: 'cold', runtime: 'created', session: 'created', tiered: 0 });
    const warm = await classification(await send(''));
    expect(warm.start).toMatchObject({ kind: 'warm', session: 'reused', tiered: 1 });

    expect((await send('&fresh=session', 'wrong')).status).toBe(403);
    expect((await send('&fresh=session')).status).toBe(403);
    const fresh = await classification(await send('&fresh=session', KEY));
    // The session is new; the code that V8 has compiled for it meanwhile is not.
    expect(fresh.start).toMatchObject({ kind: 'cold', runtime: 'reused', session: 'created', tiered: 2 });
    expect(fresh.start.isolate.id).toBe(first.start.isolate.id);
    expect(fresh.predictions).toEqual(first.predictions);
    const again = await classification(await send(''));
    expect(again.start).toMatchObject({ kind: 'warm', session: 'reused', tiered: 3 });
  });

  it('does not disturb those who use the session at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => classification(await send(i % 2 === 0 ? '' : '&fresh=session', KEY))),
    );
    for (const { predictions } of answers) expect(predictions).toEqual(answers[0]?.predictions);
  });

  it('gives the memory of a dropped session back to the next one', async () => {
    const { memory: before } = await classification(await send('&fresh=session', KEY));
    for (let i = 0; i < 10; i++) await classification(await send('&fresh=session', KEY));
    const { memory: after } = await classification(await send(''));
    expect(after.wasm_heap_bytes).toBe(before.wasm_heap_bytes);
  });
});
