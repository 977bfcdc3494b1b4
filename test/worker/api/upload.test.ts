import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { form, PANDA, readSource } from '../kit/api.ts';
import { harness } from '../kit/deployment.ts';

const server = harness([
  {
    config: {
      name: 'edgelens-upload',
      main: 'test/worker/fixtures/upload-worker.ts',
      compatibility_date: '2026-10-20',
    },
  },
]);
let origin: string;
let panda: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  origin = (await server.listen()).url.origin;
  panda = await readSource(PANDA);
});
afterAll(() => server.close());

function send(body: BodyInit | null, contentType?: string, query = ''): Promise<Response> {
  const headers = contentType === undefined ? {} : { 'Content-Type': contentType };
  return fetch(`${origin}/${query}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

async function refusal(response: Response): Promise<{ kind: string; message: string; detail: object }> {
  expect(response.status).toBe(400);
  return (await response.json()) as { kind: string; message: string; detail: object };
}

describe('an upload in workerd, through RPC', () => {
  it('as it is, in a form, and in pieces', async () => {
    const halves = new Blob([panda.subarray(0, 50_000), panda.subarray(50_000)]).stream();
    for (const response of [
      await send(panda, 'image/jpeg'),
      await send(form(['image', panda])),
      await send(halves, 'image/jpeg'),
    ]) {
      expect(response.status).toBe(200);
      expect(Buffer.compare(await response.bytes(), panda)).toBe(0);
    }
  });

  it('without a body', async () => {
    expect(await refusal(await send(null, 'image/jpeg'))).toMatchObject({ kind: 'empty' });
  });

  it('is refused before the body has ended', async () => {
    expect(await refusal(await send(panda, 'text/plain', '?unfinished'))).toMatchObject({
      kind: 'unsupported_media_type',
    });
    const header = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
    const body = new Blob([header, panda]);
    expect(await refusal(await send(body, 'multipart/form-data; boundary=x', '?unfinished'))).toMatchObject({
      kind: 'unknown_field',
    });
    const large = new Uint8Array(2 ** 20 + 1);
    expect(await refusal(await send(large, 'image/jpeg', '?unfinished'))).toMatchObject({
      kind: 'too_large',
      detail: { limit_bytes: 2 ** 20 },
    });
  });

  it('is refused when no more bytes come', async () => {
    const refused = await refusal(await send(panda, 'image/jpeg', '?unfinished&idle_ms=200'));
    expect(refused).toMatchObject({ kind: 'too_slow', detail: { idle_ms: 200 } });
    expect(refused.message).toContain('No byte arrived for 200 ms, after ');
  });
});
