import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, it } from 'vitest';

import { readUpload, type UploadOptions } from '../../../src/upload/upload.ts';
import { PHOTOGRAPHS } from '../image/pictures.ts';
import { bytesOf, cut, formBody, LIMITS, refusal, Source, upload } from './bodies.ts';

let panda: Uint8Array;
beforeAll(async () => {
  panda = new Uint8Array(await readFile(PHOTOGRAPHS.panda));
});

describe('a picture as the whole body', () => {
  it.each(['image/jpeg', 'image/*', 'IMAGE/PNG; name="a;b', ' image/webp '])('of type "%s"', async (contentType) => {
    expect(await upload(cut(panda, [1, 70_000]), contentType)).toEqual(panda);
  });

  it('has as many bytes as are allowed, and not one more', async () => {
    const limits = { ...LIMITS, maxBytes: panda.length };
    expect(await upload([panda], 'image/jpeg', { limits })).toEqual(panda);
    const error = await refusal(upload([panda, Uint8Array.of(0)], 'image/jpeg', { limits }), 'too_large');
    expect(error.message).toBe(
      `The body has more than ${panda.length} bytes. Send a smaller picture: models look at 224 x 224 pixels.`,
    );
    expect(error.detail).toEqual({ limit_bytes: panda.length });
  });

  it('cannot be empty', async () => {
    for (const body of [null, new Source([]).stream, new Source([new Uint8Array()]).stream]) {
      const { message } = await refusal(
        readUpload(body?.getReader() ?? null, { contentType: 'image/png', limits: LIMITS }),
        'empty',
      );
      expect(message).toContain('The body has no bytes. Send the file with "curl -F image=@photo.jpg"');
    }
    await refusal(upload([], 'multipart/form-data; boundary=x'), 'empty');
  });
});

describe('a body that is refused', () => {
  /** Reads an endless body; returns how much of it was asked for and kept. */
  async function endless(
    options: Partial<UploadOptions>,
    pieceBytes: number,
  ): Promise<{ outcome: Promise<unknown>; source: Source; held: number[] }> {
    const held: number[] = [];
    const source = new Source(
      (function* () {
        for (;;) yield new Uint8Array(pieceBytes);
      })(),
    );
    const admit = (bytes: number): void => void held.push(bytes);
    const outcome = readUpload(source.stream.getReader(), {
      contentType: 'image/jpeg',
      limits: LIMITS,
      admit,
      ...options,
    });
    await outcome.catch(() => undefined);
    return { outcome, source, held };
  }

  it.each([
    ['text/plain', 'The Content-Type is neither image/* nor multipart/form-data.'],
    ['application/json', 'Only POST /v1/classify takes JSON, and no heat map is drawn for it.'],
    ['multipart/form-data2; boundary=x', 'The Content-Type is neither image/* nor multipart/form-data.'],
  ])('for its type, before a byte is read: %s', async (contentType, reason) => {
    const { outcome, source, held } = await endless({ contentType }, 1);
    const { message } = await refusal(outcome, 'unsupported_media_type');
    expect(message).toBe(
      `${reason} Send the file with "curl -F image=@photo.jpg", or as it is with "curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg'".`,
    );
    expect(source).toMatchObject({ pieces: 0, cancelled: true });
    expect(held).toEqual([]);
  });

  it('for its announced length, before a byte is read', async () => {
    const { outcome, source } = await endless({ expectedBytes: LIMITS.maxBytes + 1 }, 1);
    await refusal(outcome, 'too_large');
    expect(source).toMatchObject({ pieces: 0, cancelled: true });
  });

  it('for its length, at the first byte that is too much', async () => {
    const { outcome, source, held } = await endless({}, 4096);
    await refusal(outcome, 'too_large');
    expect(source).toMatchObject({ pieces: LIMITS.maxBytes / 4096 + 1, cancelled: true });
    expect(Math.max(...held)).toBeLessThanOrEqual(2 * LIMITS.maxBytes);
  });

  it('for its length, whatever length was announced', async () => {
    for (const expectedBytes of [1, 5000, LIMITS.maxBytes, -1, NaN]) {
      const { outcome, source } = await endless({ expectedBytes }, 4096);
      await refusal(outcome, 'too_large');
      expect(source.pieces).toBe(LIMITS.maxBytes / 4096 + 1);
    }
  });

  it('for bytes behind a form, which count as well', async () => {
    const { contentType, bytes } = await formBody(['image', new File(['a picture'], 'photo.jpg')]);
    const held: number[] = [];
    const pieces = (function* () {
      yield bytes;
      for (;;) yield new Uint8Array(4096);
    })();
    await refusal(upload(pieces, contentType, { admit: (n) => void held.push(n) }), 'too_large');
    expect(Math.max(...held)).toBeLessThan(2 ** 17);
  });

  it('by its beginning', async () => {
    const refused = new Error('no picture');
    const inspect = (): never => {
      throw refused;
    };
    const { outcome, source, held } = await endless({ inspect }, 4096);
    await expect(outcome).rejects.toBe(refused);
    expect(source).toMatchObject({ pieces: 16, cancelled: true });
    expect(held).toEqual([2 ** 16]);
  });

  it('for want of memory', async () => {
    const refused = new Error('no memory');
    const admit = (heldBytes: number): void => {
      if (heldBytes > 300_000) throw refused;
    };
    const { outcome, source } = await endless({ admit }, 4096);
    await expect(outcome).rejects.toBe(refused);
    // 64 and 128 KiB are held while the second is filled from the first.
    expect(source).toMatchObject({ pieces: 33, cancelled: true });
  });

  it('because the connection breaks off', async () => {
    const broken = new Error('reset by peer');
    const pieces = (function* () {
      yield new Uint8Array(1000);
      throw broken;
    })();
    const error = await refusal(upload(pieces, 'image/jpeg'), 'aborted');
    expect(error.message).toBe(
      'The connection broke off after 1000 bytes, before the body was complete. Send the picture again.',
    );
    expect(error).toMatchObject({ detail: { received_bytes: 1000 }, cause: broken });
  });

  it('without waiting for a source whose cancellation never ends', async () => {
    const body = new ReadableStream<Uint8Array>({ cancel: () => new Promise(() => undefined) });
    await refusal(
      readUpload(body.getReader(), { contentType: 'text/plain', limits: LIMITS }),
      'unsupported_media_type',
    );
  });

  it('without an unhandled rejection when cancelling fails', async () => {
    const body = new ReadableStream<Uint8Array>({ cancel: () => Promise.reject(new Error('cannot be cancelled')) });
    await refusal(
      readUpload(body.getReader(), { contentType: 'text/plain', limits: LIMITS }),
      'unsupported_media_type',
    );
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('the beginning of a picture', () => {
  it.each([1, 1000, 65_535, 65_536, 65_537, 1_000_000])('is inspected once, in pieces of %i bytes', async (size) => {
    const positions = Array.from({ length: Math.floor(panda.length / size) }, (_, i) => (i + 1) * size);
    const heads: Uint8Array[] = [];
    await upload(cut(panda, positions), 'image/jpeg', { inspect: (head) => void heads.push(head.slice()) });
    expect(heads).toEqual([panda.subarray(0, 65_536)]);
  });

  it('is as long when a smaller picture was announced', async () => {
    const heads: number[] = [];
    await upload(cut(panda, [60_000]), 'image/jpeg', {
      expectedBytes: 40_000,
      inspect: (head) => void heads.push(head.length),
    });
    expect(heads).toEqual([65_536]);
  });

  it('is the whole of a small one', async () => {
    const { contentType, bytes } = await formBody(['image', new File(['a picture'], 'photo.jpg')]);
    const heads: Uint8Array[] = [];
    const inspect = (head: Uint8Array): void => void heads.push(head.slice());
    await upload([bytes], contentType, { inspect });
    await upload([bytesOf('a pic'), bytesOf('ture')], 'image/jpeg', { inspect });
    expect(heads).toEqual([bytesOf('a picture'), bytesOf('a picture')]);
  });
});

describe('memory', () => {
  /** The memory that was held, step by step, while the panda was read. */
  async function held(
    bytes: Uint8Array,
    pieceBytes: number,
    options: Partial<UploadOptions> & { contentType: string },
  ): Promise<number[]> {
    const numbers: number[] = [];
    const positions = Array.from({ length: Math.floor(bytes.length / pieceBytes) }, (_, i) => (i + 1) * pieceBytes);
    const admit = (heldBytes: number): void => void numbers.push(heldBytes);
    const picture = await upload(cut(bytes, positions), options.contentType, { ...options, admit });
    expect(Buffer.compare(picture, panda)).toBe(0);
    expect(picture.buffer.byteLength).toBe(panda.length);
    return numbers;
  }
  const contentType = 'image/jpeg';

  it('is taken once for a picture of announced length, after its beginning', async () => {
    const options = { contentType, expectedBytes: panda.length };
    expect(await held(panda, 4096, options)).toEqual([65_536, 65_536 + panda.length]);
    const numbers: number[] = [];
    await upload([bytesOf('a picture')], contentType, { expectedBytes: 9, admit: (n) => void numbers.push(n) });
    expect(numbers).toEqual([9]);
  });

  it('is taken once for a picture in a form of announced length', async () => {
    const form = await formBody(['image', new File([panda.slice()], 'photo.jpg')]);
    const options = { contentType: form.contentType, expectedBytes: form.bytes.length };
    expect(await held(form.bytes, 30, options)).toEqual([65_536, 65_536 + panda.length]);
  });

  it('doubles when no length is announced, within what is allowed', async () => {
    expect(panda.length).toBe(116_068);
    expect(await held(panda, 4096, { contentType })).toEqual([65_536, 65_536 + 131_072, 131_072 + 116_068]);
    const limits = { ...LIMITS, maxBytes: 120_000 };
    expect(await held(panda, 4096, { contentType, limits })).toEqual([65_536, 65_536 + 120_000, 120_000 + 116_068]);
  });

  it('is taken for a large piece at once', async () => {
    const largest = await held(panda, panda.length, { contentType, limits: { ...LIMITS, maxBytes: panda.length } });
    expect(largest).toEqual([65_536, 65_536 + panda.length]);
    const body = new Uint8Array(300_000);
    const numbers: number[] = [];
    await upload([body], contentType, { admit: (n) => void numbers.push(n) });
    expect(numbers).toEqual([65_536, 65_536 + body.length]);
  });
});
