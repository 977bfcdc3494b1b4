import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeImage, type DecodeOptions } from '../../../src/image/decode.ts';
import { ImageError } from '../../../src/image/image-error.ts';
import { codecs } from './codecs.ts';
import { jpegHeaders, jpegSegment, png, PNG_SIGNATURE, pngChunk, pngHeader, webp } from './files.ts';
import { PHOTOGRAPHS } from './pictures.ts';
import { random } from './random.ts';

/** The refusal of a file; fails when the file is decoded or anything but an ImageError is thrown. */
async function refusal(file: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<ImageError> {
  const outcome: unknown = await decodeImage(file, { codecs, shortSide: 256, ...options }).catch(
    (error: unknown) => error,
  );
  if (outcome instanceof ImageError) return outcome;
  throw new Error('not refused with an ImageError', { cause: outcome });
}

/** A fresh pipeline each time, for sharp's output options stay with one. */
const small = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(300, 200, { fit: 'fill' });
const FILES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'baseline JPEG': () => small().jpeg().toBuffer(),
  'progressive JPEG': () => small().jpeg({ progressive: true }).toBuffer(),
  'grey JPEG': () => small().toColourspace('b-w').jpeg().toBuffer(),
  PNG: () => small().png().toBuffer(),
  'interlaced PNG': () => small().png({ progressive: true }).toBuffer(),
  'palette PNG': () => small().png({ palette: true }).toBuffer(),
  'lossy WebP': () => small().webp().toBuffer(),
  'lossless WebP': () => small().webp({ lossless: true }).toBuffer(),
  'WebP with alpha': () => small().ensureAlpha(0.5).webp().toBuffer(),
};

describe('empty, unsupported_format and not_a_picture', () => {
  it('refuses nothing at all', async () => {
    expect(await refusal(new Uint8Array())).toMatchObject({ kind: 'empty', name: 'ImageError' });
  });

  it.each([
    ['text', Buffer.from('hello, this is not a picture')],
    ['one byte', Buffer.of(0xff)],
    ['zeros', Buffer.alloc(100)],
    ['a JPEG without a frame', Buffer.of(0xff, 0xd8, 0xff, 0xd9)],
    ['a PNG that begins with something else', Buffer.concat([PNG_SIGNATURE, pngChunk('tEXt', Buffer.alloc(13))])],
    [
      'a PNG without image data',
      Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', pngHeader(4, 4)), pngChunk('IEND', Buffer.of())]),
    ],
    ['a PNG of 3 bits', png(pngHeader(4, 4, 3), Buffer.alloc(100))],
    ['a palette PNG without a palette', png(pngHeader(4, 4, 8, 3), Buffer.alloc(100))],
    ['a PNG with a filter that does not exist', png(pngHeader(1, 1), Buffer.of(5, 0, 0, 0))],
    ['a WebP without a picture', webp(['EXIF', Buffer.alloc(10)])],
    ['a WebP with a damaged picture header', webp(['VP8 ', Buffer.alloc(30)])],
  ])('refuses %s as not_a_picture', async (_name, file) => {
    expect(await refusal(file)).toMatchObject({ kind: 'not_a_picture' });
  });

  it('refuses a PNG whose header does not match its checksum', async () => {
    const file = png(pngHeader(1, 1), Buffer.of(0, 1, 2, 3));
    await expect(decodeImage(file, { codecs, shortSide: 1 })).resolves.toMatchObject({ image: { width: 1 } });
    file[19] = 2;
    expect(await refusal(file)).toMatchObject({ kind: 'not_a_picture' });
  });

  it.each([
    ['lossless', 0xc3, 8, 3],
    ['hierarchical', 0xc5, 8, 3],
    ['arithmetic', 0xc9, 8, 3],
    ['12 bits', 0xc1, 12, 3],
    ['2 components', 0xc0, 8, 2],
  ])('refuses a JPEG of another kind: %s', async (words, frame, bits, components) => {
    const error = await refusal(jpegHeaders(frame, 16, 16, bits, components));
    expect(error.kind).toBe('unsupported_format');
    expect(error.message).toContain(words);
  });

  it('refuses a JPEG that goes over its picture a thousand times', async () => {
    const whole = jpegHeaders(0xc2, 4000, 3000);
    const scan = jpegSegment(0xda, [1, 1, 0, 0, 0, 0]);
    const file = Buffer.concat([
      whole.subarray(0, -2),
      ...Array.from({ length: 1000 }, () => scan),
      Buffer.of(0xff, 0xd9),
    ]);
    expect(await refusal(file)).toMatchObject({ kind: 'unsupported_format' });
  });
});

describe('bad_dimensions', () => {
  it.each([
    ['a JPEG without width', jpegHeaders(0xc0, 0, 10)],
    ['a JPEG without height', jpegHeaders(0xc0, 10, 0)],
    ['a JPEG that is too wide', jpegHeaders(0xc0, 65_501, 10)],
    ['a PNG without height', png(pngHeader(10, 0), Buffer.alloc(100))],
    ['a PNG that is absurdly high', png(pngHeader(1, 2 ** 31 - 1), Buffer.alloc(100))],
    ['a WebP without width', webp(['VP8 ', Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 1, 0)])],
  ])('refuses %s', async (_name, file) => {
    const error = await refusal(file);
    expect(error.kind).toBe('bad_dimensions');
    expect(error.message).toContain('from 1 to 65500');
  });
});

describe('too_large', () => {
  it('refuses by the header alone, with the numbers', async () => {
    const error = await refusal(jpegHeaders(0xc2, 16_000, 12_000));
    expect(error.kind).toBe('too_large');
    expect(error.message).toMatch(/progressive JPEG of 16000 x 12000 pixels would take \d+\.\d MiB .* 48\.0 MiB/);
    expect(error.detail).toMatchObject({ width: 16_000, height: 12_000, maxDecodeBytes: 48 * 2 ** 20 });
    expect(error.detail['neededBytes']).toBeGreaterThan(48 * 2 ** 20);
  });

  it('refuses what would take too long however little memory it takes', async () => {
    const error = await refusal(png(pngHeader(60_000, 60_000, 1, 0), Buffer.alloc(100)));
    expect(error.kind).toBe('too_large');
    expect(error.message).toContain('3600.0 megapixels');
  });

  it('takes the budget from the caller', async () => {
    const file = await small().jpeg().toBuffer();
    expect(await refusal(file, { maxDecodeBytes: 2 ** 20 })).toMatchObject({ kind: 'too_large' });
    await expect(decodeImage(file, { codecs, shortSide: 256, maxDecodeBytes: 8 * 2 ** 20 })).resolves.toBeDefined();
  });
});

describe('what follows the picture', () => {
  it('is ignored', async () => {
    for (const make of Object.values(FILES)) {
      const file = await make();
      const whole = await decodeImage(file, { codecs, shortSide: 256 });
      const followed = Buffer.concat([file, Buffer.alloc(5000, 0x55)]);
      expect((await decodeImage(followed, { codecs, shortSide: 256 })).image).toEqual(whole.image);
    }
  });
});

describe('damage', () => {
  it.each(Object.entries(FILES))(
    'gives a picture or an ImageError for a %s with flipped bytes',
    async (_name, make) => {
      const file = await make();
      const next = random(20_261_124);
      let refused = 0;
      for (let round = 0; round < 60; round++) {
        const damaged = Uint8Array.from(file);
        // Half of the rounds go for the headers.
        const reach = round % 2 === 0 ? damaged.length : Math.min(800, damaged.length);
        for (let i = 0; i <= next(4); i++) damaged[next(reach)] = next(256);
        try {
          const { image } = await decodeImage(damaged, { codecs, shortSide: 256 });
          expect(image.data).toHaveLength(3 * image.width * image.height);
        } catch (error) {
          if (!(error instanceof ImageError)) throw error;
          refused++;
        }
      }
      expect(refused).toBeGreaterThan(0);
    },
  );
});

describe('the words', () => {
  it('are full sentences that never repeat what was sent', async () => {
    for (const file of [Buffer.from('<script>alert(1)</script>'), Buffer.from('GIF89a<script>'), Buffer.alloc(0)]) {
      const { message, detail } = await refusal(file);
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message + JSON.stringify(detail)).not.toContain('script');
    }
  });
});
