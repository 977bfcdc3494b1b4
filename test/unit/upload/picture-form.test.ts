import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import type { UploadErrorKind } from '../../../src/upload/upload-error.ts';
import { readUpload } from '../../../src/upload/upload.ts';
import { PHOTOGRAPHS } from '../image/pictures.ts';
import { random } from '../image/random.ts';
import { cut, type FormBody, formBody, handmade, LIMITS, reference, refusal, Source, upload } from './bodies.ts';

describe('a picture in a form', () => {
  let small: FormBody;
  let large: FormBody;
  let smallPicture: Uint8Array;
  let largePicture: Uint8Array;

  beforeAll(async () => {
    smallPicture = new Uint8Array(await sharp(PHOTOGRAPHS.panda).resize(16, 16).jpeg().toBuffer());
    largePicture = new Uint8Array(await readFile(PHOTOGRAPHS.panda));
    small = await formBody(['image', new File([smallPicture.slice()], 'small.jpg', { type: 'image/jpeg' })]);
    large = await formBody(['image', new File([largePicture.slice()], 'panda.jpg', { type: 'image/jpeg' })]);
  });

  it('is the one that undici reads', async () => {
    expect(await reference(small)).toEqual(smallPicture);
    expect(await upload([small.bytes], small.contentType)).toEqual(smallPicture);
    expect(await reference(large)).toEqual(largePicture);
    expect(await upload([large.bytes], large.contentType)).toEqual(largePicture);
  });

  it('is the same wherever the body is split in two', async () => {
    for (let split = 0; split <= small.bytes.length; split++) {
      const picture = await upload(cut(small.bytes, [split]), small.contentType);
      expect(Buffer.compare(picture, smallPicture), `split at ${split}`).toBe(0);
    }
  });

  it.each([1, 2, 3, 7, 64])('is the same in pieces of %i bytes', async (size) => {
    const positions = Array.from({ length: Math.floor(large.bytes.length / size) }, (_, i) => (i + 1) * size);
    const picture = await upload(cut(large.bytes, positions), large.contentType);
    expect(Buffer.compare(picture, largePicture)).toBe(0);
  });

  it('is the same in random pieces, with and without an announced length', async () => {
    const below = random(1);
    for (let round = 0; round < 200; round++) {
      const positions = Array.from({ length: below(40) }, () => below(large.bytes.length)).sort((a, b) => a - b);
      const expectedBytes = [undefined, large.bytes.length, below(2 * large.bytes.length)][round % 3];
      const picture = await upload(cut(large.bytes, positions), large.contentType, { expectedBytes });
      expect(Buffer.compare(picture, largePicture), `split at ${positions.join()}`).toBe(0);
      expect(picture.buffer.byteLength).toBe(picture.byteLength);
    }
  });

  it('may look like boundaries all the way', async () => {
    const below = random(2);
    const scraps = ['\r', '\n', '\r\n', '-', '--', '\r\n--', '\r\n--fron', '\r\n--frontie', 'frontier', '\r\r\n', 'f'];
    const head = '--frontier\nContent-Disposition: form-data; name="image"; filename="a"\n\n';
    for (let round = 0; round < 500; round++) {
      const content = Array.from({ length: below(12) }, () => scraps[below(scraps.length)]).join('') + '.';
      if (content.includes('\r\n--frontier')) continue;
      const body = handmade(`${head}<content>\n--frontier--\n`);
      const bytes = new Uint8Array(Buffer.from(Buffer.from(body.bytes).toString().replace('<content>', content)));
      const positions = Array.from({ length: below(6) }, () => below(bytes.length)).sort((a, b) => a - b);
      const picture = await upload(cut(bytes, positions), body.contentType);
      expect(Buffer.from(picture).toString(), JSON.stringify([content, positions])).toBe(content);
    }
  });
});

describe('forms that are refused as soon as possible', () => {
  const picture = new File(['a picture'], 'photo.jpg');

  /** Reads a body whose end never comes: it has to be refused before. */
  async function endless({ contentType, bytes }: FormBody, kind: UploadErrorKind): Promise<string> {
    const source = new Source(
      (function* () {
        yield bytes.subarray(0, bytes.lastIndexOf(13, -3));
        for (;;) yield Uint8Array.of(0);
      })(),
    );
    const { message } = await refusal(readUpload(source.stream.getReader(), { contentType, limits: LIMITS }), kind);
    expect(source.pieces).toBe(1);
    expect(source.cancelled).toBe(true);
    return message;
  }

  it('a field of another name', async () => {
    expect(await endless(await formBody(['file', picture]), 'unknown_field')).toBe(
      'The form has a field other than "image". Put parameters into the query, as in /v1/classify?top_k=3.',
    );
    await endless(await formBody(['image', picture], ['top_k', '3']), 'unknown_field');
  });

  it('two pictures', async () => {
    expect(await endless(await formBody(['image', picture], ['image', picture]), 'duplicate_field')).toBe(
      'The form has more than one field "image". Only POST /v1/classify takes several pictures.',
    );
  });

  it('text', async () => {
    expect(await endless(await formBody(['image', 'photo.jpg']), 'missing_field')).toContain(
      'The field "image" holds text, not a file. Send the file with "curl -F image=@photo.jpg"',
    );
  });

  it('no field', async () => {
    const body = await formBody();
    expect(await endless(body, 'missing_field')).toContain(
      'The form has no field "image". Send the file with "curl -F image=@photo.jpg"',
    );
  });

  it('a file without bytes, as browsers send a field that was left empty', async () => {
    const { contentType, bytes } = handmade(
      '--frontier\nContent-Disposition: form-data; name="image"; filename=""\nContent-Type: application/octet-stream\n\n\n--frontier--\n',
    );
    const { message } = await refusal(upload([bytes], contentType), 'empty');
    expect(message).toContain('The picture has no bytes. Send the file with "curl -F image=@photo.jpg"');
  });

  it('a body that is cut short anywhere', async () => {
    const { contentType, bytes } = await formBody(['image', picture]);
    for (let length = 1; length < bytes.length - 2; length++) {
      const { message } = await refusal(upload([bytes.subarray(0, length)], contentType), 'malformed_form');
      expect(message).toContain('The body is not a complete multipart form: it ends before the last boundary. Send');
    }
    expect(await upload([bytes.subarray(0, -2)], contentType)).toEqual(await picture.bytes());
  });
});
