import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../src/image/decode.ts';
import { ImageError } from '../../../src/image/image-error.ts';
import { codecs } from './codecs.ts';
import { PNG_SIGNATURE, png, pngChunk, pngHeader, webp } from './files.ts';
import { PHOTOGRAPHS } from './pictures.ts';
import { random } from './random.ts';

// Only a file that lacks its end is said to be cut off.

const CUT = /cut off|ends before|shorter/;

async function outcome(file: Uint8Array): Promise<DecodedImage | ImageError> {
  try {
    return await decodeImage(file, { codecs, shortSide: 200 });
  } catch (error) {
    if (error instanceof ImageError) return error;
    throw error;
  }
}

const small = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(200, 150, { fit: 'fill' });
const FILES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'baseline JPEG': () => small().jpeg().toBuffer(),
  'progressive JPEG': () => small().jpeg({ progressive: true }).toBuffer(),
  PNG: () => small().png().toBuffer(),
  'interlaced PNG': () => small().png({ progressive: true }).toBuffer(),
  'palette PNG': () => small().png({ palette: true }).toBuffer(),
  'lossy WebP': () => small().webp().toBuffer(),
  'lossless WebP': () => small().webp({ lossless: true }).toBuffer(),
};

const EOI = Buffer.of(0xff, 0xd9);
const IEND = pngChunk('IEND', Buffer.of());
const apart = readFileSync(new URL('fixtures/baseline-apart.jpg', import.meta.url));

function changed(file: Buffer, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}

/** Offset behind the header of the first scan. */
function scanStart(file: Buffer): number {
  const at = file.indexOf(Buffer.of(0xff, 0xda));
  return at + 2 + file.readUInt16BE(at + 2);
}

/** A marker in the data of a scan, as a changed byte makes one, with a length that reaches to `end`. */
const marked = (file: Buffer, at: number, end: number): Buffer =>
  changed(file, (bytes) => {
    bytes.set([0xff, 0x37], at);
    bytes.writeUInt16BE(Math.min(65_535, end - at - 2), at + 2);
  });

const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks]);
const rows = Buffer.alloc(64 * 193);

describe('a whole file with a fault in its middle is not said to be cut off', () => {
  const FAULTS: Readonly<Record<string, readonly [() => Promise<Buffer> | Buffer, RegExp]>> = {
    'JPEG that was closed early': [
      async () => {
        const file = await small().jpeg().toBuffer();
        return Buffer.concat([file.subarray(0, scanStart(file) + 200), EOI]);
      },
      /end after \d+ % of its picture, although the file has its end mark/,
    ],
    'progressive JPEG that was closed early': [
      async () => {
        const file = await small().jpeg({ progressive: true }).toBuffer();
        return Buffer.concat([file.subarray(0, scanStart(file) + 40), EOI]);
      },
      /end after \d+ % of its picture, although/,
    ],
    'JPEG without the scans of two components': [
      () => Buffer.concat([apart.subarray(0, apart.lastIndexOf(Buffer.of(0xff, 0xda))), EOI]),
      /end before its picture does, although the file has its end mark/,
    ],
    'JPEG with a marker among its data': [
      async () => {
        const file = await small().jpeg().toBuffer();
        return marked(file, scanStart(file) + 200, file.length - 20);
      },
      /end after \d+ % of its picture, although/,
    ],
    'JPEG with a marker among its data whose length passes the end': [
      async () => {
        const file = await small().jpeg().toBuffer();
        return marked(file, scanStart(file) + 200, file.length + 2000);
      },
      /end after \d+ % of its picture, although/,
    ],
    'JPEG with codes that are none': [
      async () => {
        const file = await small().jpeg().toBuffer();
        // No code consists of ones alone (T.81, annex C). A zero is stuffed behind each byte of ones.
        const ones = Buffer.from(Array.from({ length: 20 }, () => [0xff, 0]).flat());
        return changed(file, (bytes) => ones.copy(bytes, scanStart(file) + 100));
      },
      /cannot be decoded\. It may be damaged, or written in a way that is not known here/,
    ],
    'JPEG whose first segment passes its end': [
      async () => changed(await small().jpeg().toBuffer(), (bytes) => bytes.writeUInt16BE(65_000, 4)),
      /segment of the JPEG file says that it is longer than the rest of the file/,
    ],
    'PNG with few rows': [
      () => png(pngHeader(64, 64), rows.subarray(0, 10 * 193)),
      /end after 15 % of its picture, although the file has its end mark/,
    ],
    'interlaced PNG with few rows': [
      () => png(pngHeader(64, 64, 8, 2, 1), rows.subarray(0, 1000)),
      /end before its picture does, although the file has its end mark/,
    ],
    'PNG whose image data say that they are longer than the file': [
      () =>
        pngOf(
          pngChunk('IHDR', pngHeader(64, 64)),
          changed(pngChunk('IDAT', deflateSync(rows.subarray(0, 1000))), (chunk) => chunk.writeUInt32BE(9999)),
          IEND,
        ),
      /although the file has its end mark|cannot be decoded\. It may be damaged/,
    ],
    'PNG with a long chunk before its picture': [
      () =>
        pngOf(
          pngChunk('IHDR', pngHeader(64, 64)),
          changed(pngChunk('tEXt', Buffer.alloc(20)), (chunk) => chunk.writeUInt32BE(99_999)),
          pngChunk('IDAT', deflateSync(rows)),
          IEND,
        ),
      /chunk of the PNG file says that it is longer than the rest of the file/,
    ],
    'PNG with wrong image data': [
      () => pngOf(pngChunk('IHDR', pngHeader(64, 64)), pngChunk('IDAT', Buffer.alloc(500, 7)), IEND),
      /cannot be decoded\. It may be damaged/,
    ],
    'WebP whose picture says that it is longer than the file': [
      async () => changed(await small().webp().toBuffer(), (bytes) => bytes.writeUInt32LE(999_999, 16)),
      /chunk of the WebP file says that it is longer than the rest of the file/,
    ],
    'WebP with a picture of four bytes': [() => webp(['VP8 ', Buffer.alloc(4)]), /damaged picture header/],
    'lossless WebP with a picture of four bytes': [
      () => webp(['VP8L', Buffer.of(0x2f, 0, 0, 0)]),
      /damaged picture header/,
    ],
    'WebP of a whole chunk with half a picture': [
      async () => {
        const file = await small().webp().toBuffer();
        return webp(['VP8 ', file.subarray(20, file.length >> 1)]);
      },
      /cannot be decoded\. It may be damaged/,
    ],
  };

  it.each(Object.entries(FAULTS))('%s', async (_name, [make, words]) => {
    const result = await outcome(await make());
    expect(result).toMatchObject({ kind: 'not_a_picture' });
    const { message } = result as ImageError;
    expect(message).toMatch(words);
    expect(message).not.toMatch(CUT);
  });

  it.each(Object.entries(FILES))('%s with any byte changed', async (_name, make) => {
    const file = await make();
    const next = random(7);
    let refused = 0;
    for (let round = 0; round < 120; round++) {
      // The last twelve bytes are the end mark.
      const at = next(round % 2 === 0 ? file.length - 12 : 700);
      const value = round % 3 === 0 ? 0xff : next(256);
      const result = await outcome(changed(file, (bytes) => (bytes[at] = value)));
      if (!(result instanceof ImageError)) continue;
      refused++;
      expect({ at, value, kind: result.kind }).not.toMatchObject({ kind: 'truncated' });
      expect(result.message).not.toMatch(CUT);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe('a file that lacks its end is said to be cut off', () => {
  it.each(Object.entries(FILES))('%s', async (_name, make) => {
    const file = await make();
    for (const part of [0.02, 0.05, 0.1, 0.15]) {
      const result = await outcome(file.subarray(0, Math.max(30, Math.floor(file.length * part))));
      if (!(result instanceof ImageError)) continue;
      expect(result.kind).toBe('truncated');
      expect(result.message).toMatch(CUT);
    }
    expect(await outcome(file.subarray(0, Math.floor(file.length * 0.02)))).toBeInstanceOf(ImageError);
  });

  it('JPEG without the scans of two components', async () => {
    const result = await outcome(apart.subarray(0, apart.lastIndexOf(Buffer.of(0xff, 0xda))));
    expect(result).toMatchObject({ kind: 'truncated', message: expect.stringMatching(CUT) as string });
  });
});

it('a PNG whose end has a wrong checksum is whole', async () => {
  const file = await small().png().toBuffer();
  file[file.length - 1] = 0;
  expect(await outcome(file)).toMatchObject({ complete: true, coverage: 1 });
});
