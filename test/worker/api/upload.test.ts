import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';

import { form, PANDA, readSource } from '../kit/api.ts';

const server = createTestHarness({
  workers: [
    {
      config: {
        name: 'edgelens-upload',
        main: 'test/worker/fixtures/upload-worker.ts',
        compatibility_date: '2026-10-20',
      },
    },
  ],
});
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

/** A body that begins with these pieces and never ends. */
function unfinished(...pieces: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece);
    },
  });
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

  it('is refused while the client still sends', async () => {
    expect(await refusal(await send(unfinished(panda), 'text/plain'))).toMatchObject({
      kind: 'unsupported_media_type',
    });
    const header = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
    const body = unfinished(new TextEncoder().encode(header), panda);
    expect(await refusal(await send(body, 'multipart/form-data; boundary=x'))).toMatchObject({ kind: 'unknown_field' });
    const large = unfinished(...Array<Uint8Array<ArrayBuffer>>(17).fill(new Uint8Array(2 ** 16)));
    expect(await refusal(await send(large, 'image/jpeg'))).toMatchObject({
      kind: 'too_large',
      detail: { limit_bytes: 2 ** 20 },
    });
  });

  it('is refused when the client stops sending', async () => {
    const refused = await refusal(await send(unfinished(panda), 'image/jpeg', '?idle_ms=200'));
    expect(refused).toMatchObject({ kind: 'too_slow', detail: { idle_ms: 200 } });
    expect(refused.message).toContain('No byte arrived for 200 ms, after ');
  });
});
