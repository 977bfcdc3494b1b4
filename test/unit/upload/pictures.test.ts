import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { UploadHooks } from '../../../src/upload/picture-buffer.ts';
import { MOST_PICTURES, Pictures } from '../../../src/upload/pictures.ts';
import { UploadError } from '../../../src/upload/upload-error.ts';
import { bytesOf, cut, formBody, LIMITS, refusal, Source } from './bodies.ts';

interface Read {
  readonly id: string | null;
  readonly text: string | null;
  readonly refusal: unknown;
}

/** Reads all pictures of a body that comes in these pieces. */
async function readAll(pieces: Iterable<Uint8Array>, contentType: string, hooks: UploadHooks = {}): Promise<Read[]> {
  const pictures = new Pictures(new Source(pieces).stream.getReader(), { contentType, limits: LIMITS });
  const all: Read[] = [];
  while (await pictures.more()) {
    const { id, bytes, refusal: reason } = await pictures.next(hooks);
    all.push({ id, text: bytes === null ? null : Buffer.from(bytes).toString(), refusal: reason });
  }
  return all;
}

const json = (body: unknown): Uint8Array => bytesOf(typeof body === 'string' ? body : JSON.stringify(body));
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const good = (text: string | null, id: string | null = null): Read => ({ id, text, refusal: null });
const JSON_TYPE = 'application/json';

/** Refuses pictures that say so. */
const strict: UploadHooks = {
  inspect: (head) => {
    if (Buffer.from(head).toString().startsWith('bad')) throw new UploadError('empty', 'bad');
  },
};

describe('pictures of a form', () => {
  it('are read in their order, in any pieces', async () => {
    const texts = ['first', '\r\n--', 'third '.repeat(1000)];
    const { bytes, contentType } = await formBody(
      ...texts.map((text) => ['image', new File([text], 'a.jpg')] as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (positions) => {
        const pieces = cut(
          bytes,
          positions.sort((a, b) => a - b),
        );
        expect(await readAll(pieces, contentType)).toEqual(texts.map((text) => good(text)));
      }),
      { numRuns: 200 },
    );
  });

  it('are each refused for themselves', async () => {
    const { bytes, contentType } = await formBody(
      ...['bad one', 'good one', '', 'another'].map((text) => ['image', new File([text], 'a.jpg')] as const),
    );
    const read = await readAll([bytes], contentType, strict);
    expect(read.map(({ text }) => text)).toEqual([null, 'good one', null, 'another']);
    expect(read.map(({ refusal: reason }) => (reason as UploadError | null)?.kind)).toEqual([
      'empty',
      undefined,
      'empty',
      undefined,
    ]);
  });

  it('come to an end where the form is none any more', async () => {
    const { bytes, contentType } = await formBody(['image', new File(['one'], 'a')], ['image', new File(['two'], 'b')]);
    const pictures = new Pictures(new Source([bytes.subarray(0, -20)]).stream.getReader(), {
      contentType,
      limits: LIMITS,
    });
    expect(await pictures.more()).toBe(true);
    expect(Buffer.from((await pictures.next({})).bytes ?? []).toString()).toBe('one');
    expect(await pictures.more()).toBe(true);
    await refusal(pictures.next({}), 'malformed_form');
  });

  it('can be read past, one by one', async () => {
    const inForm = await formBody(...['one', 'two'].map((text) => ['image', new File([text], 'a')] as const));
    const inJson = json(
      '{"images":[{"id":"a","data":"b25l"},{"id":"b","url":"https://example.com"},{"id":"c","data":"dHdv"}]}',
    );
    for (const [bytes, contentType, ids] of [
      [inForm.bytes, inForm.contentType, [null]],
      [inJson, JSON_TYPE, ['a', 'b']],
    ] as const) {
      const pictures = new Pictures(new Source([bytes]).stream.getReader(), { contentType, limits: LIMITS });
      for (const id of ids) {
        expect(await pictures.more()).toBe(true);
        expect(await pictures.skip()).toBe(id);
      }
      expect(await pictures.more()).toBe(true);
      expect(Buffer.from((await pictures.next({})).bytes ?? []).toString()).toBe('two');
      expect(await pictures.more()).toBe(false);
    }
  });

  it('have no other fields beside them, and no text', async () => {
    const other = await formBody(['image', new File(['one'], 'a')], ['note', 'two']);
    await refusal(readAll([other.bytes], other.contentType), 'unknown_field');
    const text = await formBody(['image', 'one']);
    await refusal(readAll([text.bytes], text.contentType), 'missing_field');
    const none = await formBody();
    await refusal(readAll([none.bytes], none.contentType), 'missing_field');
  });
});

describe('pictures in JSON', () => {
  const body = {
    images: [{ id: 'a', data: base64('one') }, { data: base64('two'), id: 'ü"\\' }, { data: base64('x') }],
  };
  const read = [good('one', 'a'), good('two', 'ü"\\'), good('x')];

  it('are read in their order, wherever the body is split', async () => {
    const bytes = json(JSON.stringify(body, null, '\t'));
    for (let split = 0; split <= bytes.length; split++) {
      expect(await readAll(cut(bytes, [split]), JSON_TYPE), `split at ${split}`).toEqual(read);
    }
    expect(await readAll(cut(bytes, [...bytes.keys()]), JSON_TYPE)).toEqual(read);
  });

  it('may be escaped as PHP and .NET do it, broken into lines, or data URLs', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => 255 - (i % 7));
    const plain = Buffer.from(bytes).toString('base64');
    const texts = [
      plain.replaceAll('/', '\\/'),
      plain.replaceAll('+', '\\u002B').replaceAll('/', '\\u002f'),
      plain.replaceAll(/.{76}/g, '$&\\r\\n'),
      `data:image/jpeg;base64,${plain}`,
      `DATA:image\\/png;base64,${plain}`,
    ];
    for (const text of texts) {
      const whole = json(`{"images":[{"data":"${text}"}]}`);
      for (const pieces of [[whole], cut(whole, [...whole.keys()])]) {
        const pictures = new Pictures(new Source(pieces).stream.getReader(), {
          contentType: JSON_TYPE,
          limits: LIMITS,
        });
        expect(await pictures.more()).toBe(true);
        expect(Buffer.compare((await pictures.next({})).bytes ?? new Uint8Array(), bytes), text.slice(0, 40)).toBe(0);
        expect(await pictures.more()).toBe(false);
      }
    }
  });

  it('are each refused for themselves', async () => {
    const images = [
      { data: '!' },
      { id: 'b' },
      { data: base64('bad') },
      { data: '' },
      { data: 'abcde' },
      { data: base64('ok') },
    ];
    const all = await readAll([json({ images })], JSON_TYPE, strict);
    expect(all.map(({ refusal: reason }) => (reason as UploadError | null)?.kind)).toEqual([
      'malformed_base64',
      'missing_field',
      'empty',
      'empty',
      'malformed_base64',
      undefined,
    ]);
  });

  it.each([
    '',
    '[]',
    'null',
    '{}',
    '{"images":{}}',
    '{"images":["x"]}',
    '{"images":[{"data":1}]}',
    '{"images":[{"data":"eA==","x":"y"}]}',
    '{"images":[{"url":"a","url":"b"}]}',
    '{"images":[{"data":"eA==","data":"eA=="}]}',
    '{"images":[{"id":"a","id":"b","data":"eA=="}]}',
    '{"images":[{"data":"eA=="},]}',
    '{"images":[{"data":"eA==",}]}',
    '{"images":[{"data":"eA=="}]',
    '{"images":[{"data":"eA=="}]} x',
    '{"images":[{"data":"eA=="}],"top_k":3}',
    '{"pictures":[]}',
    '{"images":[{"id":"\\x","data":"eA=="}]}',
    `{"images":[{"id":"${'a'.repeat(129)}","data":"eA=="}]}`,
    '{"images":[{"id":"\\u0007","data":"eA=="}]}',
    '{"images":[{"id":null,"data":"eA=="}]}',
    '\ufeff{"images":[{"data":"eA=="}]}',
  ])('are not read of %j', async (text) => {
    const kind = text === '' ? 'empty' : 'malformed_json';
    const error = await refusal(readAll([json(text)], JSON_TYPE), kind);
    if (text !== '') expect(error.message).toContain('{"images": [{"id": "a", "data": "<the file in base64>"}]}');
  });

  it('are asked for where the list is empty', async () => {
    await refusal(readAll([json({ images: [] })], JSON_TYPE), 'missing_field');
  });

  it('agree with JSON.parse about bodies of the right shape', async () => {
    const picture = fc.record({
      id: fc.stringMatching(/^[^\p{Cc}]{0,40}$/u),
      data: fc.string({ minLength: 1, unit: 'grapheme' }).map(base64),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { minLength: 1, maxLength: 4 }), fc.nat(3), async (images, indent) => {
        const all = await readAll([json(JSON.stringify({ images }, null, indent))], JSON_TYPE);
        expect(all.map(({ id, text }) => ({ id, data: base64(text ?? '') }))).toEqual(images);
      }),
      { numRuns: 200 },
    );
  });
});

it('reads a picture as the whole body, too', async () => {
  expect(await readAll([bytesOf('on'), bytesOf('e')], 'image/jpeg')).toEqual([good('one')]);
});

it('reads so many pictures and not one more', async () => {
  const images = Array.from({ length: MOST_PICTURES + 1 }, () => ({ data: base64('x') }));
  expect(await readAll([json({ images: images.slice(1) })], JSON_TYPE)).toHaveLength(64);
  const error = await refusal(readAll([json({ images })], JSON_TYPE), 'too_many');
  expect(error.detail).toEqual({ limit_pictures: 64 });
});

it('refuses a body for its length, announced or not, and for another encoding', async () => {
  const large = { images: [{ data: base64('x'.repeat(LIMITS.maxBytes)) }] };
  await refusal(readAll([json(large)], JSON_TYPE), 'too_large');
  const open = (options: object) => () =>
    new Pictures(new Source([]).stream.getReader(), { contentType: JSON_TYPE, limits: LIMITS, ...options });
  expect(open({ expectedBytes: LIMITS.maxBytes + 1 })).toThrow(UploadError);
  expect(open({ contentEncoding: 'gzip' })).toThrow(UploadError);
  expect(open({ contentType: 'text/plain' })).toThrow(UploadError);
});

it('reads no further than the picture that is wanted', async () => {
  const { bytes, contentType } = await formBody(
    ['image', new File(['x'.repeat(1000)], 'a')],
    ['image', new File(['y'.repeat(100_000)], 'b')],
  );
  const source = new Source(
    cut(
      bytes,
      Array.from({ length: 100 }, (_, i) => (i + 1) * 1000),
    ),
  );
  const pictures = new Pictures(source.stream.getReader(), { contentType, limits: LIMITS });
  await pictures.more();
  await pictures.next({});
  expect(source.pieces).toBeLessThan(4);
  await pictures.cancel();
  expect(source.cancelled).toBe(true);
});
