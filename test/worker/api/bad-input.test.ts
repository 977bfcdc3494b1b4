import { gzipSync } from 'node:zlib';

import { crc32, deflateSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import type { ProblemName } from '../../../src/contract/problems.ts';
import { classification, expectProblem, form, PANDA, post, readSource, request } from '../kit/api.ts';

const LIMIT = 16 * 2 ** 20;

/** A GIF, a HEIC and so on of which only the head matters. */
function head(...parts: (string | number[])[]): Uint8Array<ArrayBuffer> {
  const bytes = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part));
  return new Uint8Array([...bytes, ...new Array<number>(64).fill(0)]);
}

/** A PNG whose chunks are in order and whose picture has no data, whatever size it claims. */
function emptyPng(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, content: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(content.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(0))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

describe('bad input', () => {
  afterEach(async () => {
    const answer = await classification(await post(await readSource(PANDA)));
    expect(answer.predictions[0]?.index).toBe(388);
  });

  it('an empty body', async () => {
    await expectProblem(await post(new Uint8Array(0)), 'empty-body');
    await expectProblem(
      await request('/v1/classify', { method: 'POST', body: form(['image', new Uint8Array(0)]) }),
      'empty-body',
    );
  });

  it('text that claims to be a picture', async () => {
    await expectProblem(await post('This is not a picture, whatever the header says.'), 'not-a-picture');
  });

  it.each([0.02, 0.1])('a JPEG of which no more than %f is there', async (part) => {
    const panda = await readSource(PANDA);
    await expectProblem(await post(panda.slice(0, Math.floor(panda.length * part))), 'truncated-picture');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/ld+json'])(
    'the content type %s',
    async (contentType) => {
      const body = await expectProblem(await post(await readSource(PANDA), '', contentType), 'unsupported-media-type');
      expect(body.detail).toContain('curl -F image=@photo.jpg');
    },
  );

  it('a body with a Content-Encoding', async () => {
    const response = await request('/v1/classify', {
      method: 'POST',
      body: gzipSync(await readSource(PANDA)),
      headers: { 'Content-Type': 'image/jpeg', 'Content-Encoding': 'gzip' },
    });
    expect(response.headers.get('Accept-Encoding')).toBe('identity');
    const { detail } = await expectProblem(response, 'unsupported-media-type');
    expect(detail).toContain('The body has a Content-Encoding');
  });

  it.each([
    ['GIF', head('GIF89a', [1, 0, 1, 0])],
    ['HEIC', head([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic')],
    ['AVIF', head([0, 0, 0, 24], 'ftypavif', [0, 0, 0, 0], 'mif1avif')],
    ['TIFF', head('II', [42, 0, 8, 0, 0, 0])],
    ['BMP', head('BM', [70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0])],
  ])('%s, naming it and what is accepted', async (name, bytes) => {
    const body = await expectProblem(await post(bytes, '', 'image/*'), 'unsupported-picture-format');
    expect(body.detail).toContain(name);
    expect(body.detail).toMatch(/JPEG, PNG (and|or) WebP/);
  });

  it.each<[string, number, number, ProblemName]>([
    ['no width', 0, 1, 'bad-dimensions'],
    ['no height', 1, 0, 'bad-dimensions'],
    ['an absurd width', 0x7fffffff, 1, 'bad-dimensions'],
    ['268 megapixels', 16_384, 16_384, 'picture-too-large'],
  ])('a PNG that claims %s', async (_, width, height, name) => {
    const body = await expectProblem(await post(emptyPng(width, height), '', 'image/png'), name);
    expect(body.detail).toContain(String(width));
  });

  it.each(['0', '-1', '5000', 'abc', '1.5', '', '0x1', '1e0', '+1', '%201', '1_0'])('top_k=%s', async (topK) => {
    const body = await expectProblem(await post(await readSource(PANDA), `?top_k=${topK}`), 'invalid-parameter');
    expect(body.detail).toBe('top_k: a whole number from 1 to 1000.');
  });

  it.each(['', 'JA', 'ja-JP', 'fr', 'jp', '__proto__'])('lang=%s', async (language) => {
    const body = await expectProblem(await post(await readSource(PANDA), `?lang=${language}`), 'invalid-parameter');
    expect(body.detail).toBe('lang: en or ja.');
  });

  it('a parameter that does not exist', async () => {
    const body = await expectProblem(await post(await readSource(PANDA), '?topk=3'), 'invalid-parameter');
    expect(body.detail).toBe(
      'no other parameters than model, top_k, lang, min_score, labels, engine, embed, explain, explain_class, fresh.',
    );
  });

  it.each([
    ['/v1/models?x=1', 'no other parameters than name.'],
    ['/v1/models/efficientnet_b0?x=1', 'no other parameters than lang.'],
    ['/v1/models/efficientnet_b0?lang=fr', 'lang: en or ja.'],
    ['/healthz?x=1', 'no parameters.'],
    ['/metrics?x=1', 'no parameters.'],
    ['/v1/latency?x=1', 'no other parameters than model, phase, start, group, version, window, slices.'],
    ['/v1/latency?slices=0x2', 'slices: a whole number from 1 to 96.'],
    ['/v1/recommend?min_top1=7e1', 'min_top1: a number of percent from 1 to 100.'],
    ['/v1/recommend?max_latency_ms=Infinity', 'max_latency_ms: a number above 0.'],
  ])('%s', async (path, detail) => {
    expect((await expectProblem(await request(path), 'invalid-parameter')).detail).toBe(detail);
  });

  it.each([
    ['top_k=1&top_k=2', 'top_k: a whole number from 1 to 1000, given once.'],
    ['model=a&model=b', 'model: one name, given once.'],
    ['lang=ja&lang=en', 'lang: en or ja.'],
  ])('a doubled parameter, %s', async (query, detail) => {
    const response = await post(await readSource(PANDA), `?${query}`);
    expect((await expectProblem(response, 'invalid-parameter')).detail).toBe(detail);
  });

  it('an unknown model', async () => {
    const body = await expectProblem(await post(await readSource(PANDA), '?model=resnet50'), 'unknown-model');
    expect(body['models']).toEqual(expect.arrayContaining(['efficientnet_b0', 'mobilenetv3_small_distilled']));
    await expectProblem(await request('/v1/models/resnet50'), 'unknown-model');
  });

  it('a body over the limit', async () => {
    const body = await expectProblem(await post(new Uint8Array(LIMIT + 1)), 'body-too-large');
    expect(body['limit_bytes']).toBe(LIMIT);
  });

  /** Posts the beginning of a JPEG and then zeros in chunks, without a Content-Length, and counts what was taken. */
  async function postStream(bytes: number): Promise<{ response: Response | undefined; taken: number }> {
    let taken = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (taken >= bytes) {
          controller.close();
          return;
        }
        const chunk = new Uint8Array(65_536);
        if (taken === 0) chunk.set([0xff, 0xd8, 0xff, 0xe0]);
        taken += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const init = { method: 'POST', body, headers: { 'Content-Type': 'image/jpeg' }, duplex: 'half' };
    const response = await request('/v1/classify', init).catch(() => undefined);
    return { response, taken };
  }

  it('a body over the limit that does not say how long it is', async () => {
    const { response } = await postStream(LIMIT + 65_536);
    if (!response) throw new Error('no response');
    await expectProblem(response, 'body-too-large');
  });

  it('an endless body, before it is read whole', async () => {
    // Part of the rest is read and thrown away, so that the answer arrives; then the connection is closed while the client
    // still writes.
    const { taken } = await postStream(32 * LIMIT);
    expect(taken).toBeLessThan(32 * LIMIT);
  });

  it('forms with two pictures where one is compared, no picture, text for a picture, or another field', async () => {
    const panda = await readSource(PANDA);
    const send = (body: FormData): Promise<Response> => request('/v1/classify', { method: 'POST', body });
    const compared = '/v1/compare?models=efficientnet_b0,mobilenetv3_small_distilled';
    const two = form(['image', panda], ['image', panda]);
    await expectProblem(await request(compared, { method: 'POST', body: two }), 'duplicate-field');
    await expectProblem(await send(form()), 'missing-field');
    await expectProblem(await send(form(['image', 'panda.jpg'])), 'missing-field');
    await expectProblem(await send(form(['file', panda])), 'invalid-parameter');
  });

  it('a form that is not one', async () => {
    await expectProblem(await post('nonsense', '', 'multipart/form-data'), 'malformed-form');
    await expectProblem(await post('nonsense', '', 'multipart/form-data; boundary=x'), 'malformed-form');
    await expectProblem(
      await post(
        '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nhalf',
        '',
        'multipart/form-data; boundary=x',
      ),
      'malformed-form',
    );
  });

  it('a wrong method, a wrong path', async () => {
    const response = await request('/v1/classify');
    expect(response.headers.get('Allow')).toBe('POST, OPTIONS');
    await expectProblem(response, 'method-not-allowed');
    await expectProblem(await request('/v1/healthz', { method: 'DELETE' }), 'not-found');
    await expectProblem(await request('/v1/nothing'), 'not-found');
    // Pages of models have such a path, and their files have none.
    await expectProblem(await request('/models/efficientnet_b0.onnx'), 'unknown-model');
    await expectProblem(await request('/static/../models/manifest.json'), 'unknown-model');
    await expectProblem(await request('/static/nothing.css'), 'not-found');
    await expectProblem(await request('/static/icon.svg%00'), 'not-found');
  });
});
