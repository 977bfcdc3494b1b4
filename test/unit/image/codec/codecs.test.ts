import sharp, { type Sharp } from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../../src/image/decode.ts';
import { cachedCodecBytes, CodecCache, releaseCodecs } from '../../../../src/image/codec/codecs.ts';
import { codecs } from '../codecs.ts';
import { PHOTOGRAPHS } from '../pictures.ts';

const MEBIBYTE = 2 ** 20;
const picture = (width: number, height: number): Sharp =>
  sharp(PHOTOGRAPHS.meal).resize(width, height, { fit: 'fill' });
/** Without effort, because libwebp takes seconds to make a file smaller. */
const LOSSLESS = { lossless: true, effort: 0 } as const;
const decode = (file: Uint8Array, shortSide = 256): Promise<DecodedImage> =>
  decodeImage(file, { codecs, shortSide, maxDecodeBytes: 100 * MEBIBYTE });

beforeEach(() => {
  releaseCodecs();
});

describe('CodecCache', () => {
  it('makes a new instance for another codec, after a failure, and when the memory has grown', () => {
    const made: { bytes: number }[] = [];
    const cache = new CodecCache(10, () => {
      const instance = { bytes: 5 };
      made.push(instance);
      return instance;
    });
    const nothing = (): void => undefined;
    cache.use(codecs.jpeg, nothing);
    cache.use(codecs.jpeg, nothing);
    expect({ made: made.length, kept: cache.bytes }).toEqual({ made: 1, kept: 5 });
    cache.use(codecs.webp, nothing);
    expect(made).toHaveLength(2);
    expect(() =>
      cache.use(codecs.webp, () => {
        throw new Error('trapped');
      }),
    ).toThrow('trapped');
    expect(cache.bytes).toBe(0);
    cache.use(codecs.webp, (instance) => {
      instance.bytes = 11;
    });
    expect({ made: made.length, kept: cache.bytes }).toEqual({ made: 3, kept: 0 });
  });
});

describe('the decoders of an isolate', () => {
  it('are one for each format, whatever they decode, and can be given back', async () => {
    const files = await Promise.all([
      picture(2000, 1500).jpeg().toBuffer(),
      picture(2000, 1500).jpeg({ progressive: true }).toBuffer(),
      picture(640, 480).webp().toBuffer(),
      picture(2600, 1900).webp(LOSSLESS).toBuffer(),
      picture(640, 480).png().toBuffer(),
    ]);
    const most = { jpeg: 16 * MEBIBYTE, png: 0, webp: 0 };
    for (const file of [...files, ...files]) {
      const { header, wasmBytes } = await decode(file, 2000);
      if (header.format === 'webp') most.webp = Math.max(most.webp, wasmBytes);
      expect(cachedCodecBytes()).toBeLessThanOrEqual(most.jpeg + most.webp);
    }
    expect(cachedCodecBytes()).toBeGreaterThanOrEqual(most.webp);
    releaseCodecs();
    expect(cachedCodecBytes()).toBe(0);
  });

  it('ask for no memory that they have', async () => {
    const file = await picture(2600, 1900).webp(LOSSLESS).toBuffer();
    const asked: number[] = [];
    const admit = (needed: number, reused: number): number => asked.push(needed - reused);
    for (let i = 0; i < 2; i++) await decodeImage(file, { codecs, shortSide: 256, maxDecodeBytes: 1e9, admit });
    expect((asked[0] ?? 0) - (asked[1] ?? 0)).toBeGreaterThan(0.9 * cachedCodecBytes());
  });

  it('survive damaged pictures', async () => {
    for (const make of [() => picture(640, 480).webp().toBuffer(), () => picture(640, 480).jpeg().toBuffer()]) {
      const file = await make();
      const damaged = Uint8Array.from(file);
      damaged.fill(0x55, 700, 1500);
      await decode(file);
      const kept = cachedCodecBytes();
      for (let i = 0; i < 5; i++) await decode(damaged).catch(() => undefined);
      expect(cachedCodecBytes()).toBe(kept);
      await decode(file);
    }
  });

  it.each([
    ['JPEG', () => picture(1600, 1200).jpeg().toBuffer(), 6],
    ['progressive JPEG', () => picture(1600, 1200).jpeg({ progressive: true }).toBuffer(), 13],
    ['CMYK JPEG', () => picture(320, 256).toColourspace('cmyk').jpeg().toBuffer(), 6],
    ['JPEG that was cut', async () => (await picture(1600, 1200).jpeg().toBuffer()).subarray(0, 90_000), 6],
    ['WebP', () => picture(1600, 1200).webp().toBuffer(), 17],
    ['lossless WebP', () => picture(1000, 800).webp(LOSSLESS).toBuffer(), 17],
    ['WebP with alpha', () => picture(1000, 800).ensureAlpha(0.5).webp().toBuffer(), 17],
  ])('take no more for the thirtieth %s than for the first, and make the same of it', async (_kind, make, most) => {
    const file = await make();
    const first = await decode(file);
    for (let i = 0; i < 28; i++) await decode(file);
    const last = await decode(file);
    expect(last.image).toEqual(first.image);
    expect(last.wasmBytes).toBe(first.wasmBytes);
    expect(last.wasmBytes).toBeLessThan(most * MEBIBYTE);
  });

  it('make the same of a picture whatever came before', async () => {
    const files = await Promise.all([
      picture(640, 480).webp().toBuffer(),
      picture(700, 300).webp(LOSSLESS).toBuffer(),
      picture(320, 480).ensureAlpha(0.5).webp().toBuffer(),
      picture(640, 480).jpeg().toBuffer(),
      picture(700, 300).jpeg({ progressive: true }).toBuffer(),
      picture(320, 480).toColourspace('b-w').jpeg().toBuffer(),
    ]);
    const alone: DecodedImage[] = [];
    for (const file of files) {
      releaseCodecs();
      alone.push(await decode(file));
    }
    for (let round = 0; round < 3; round++) {
      for (const [i, file] of files.entries()) {
        await decode(file.subarray(0, Math.floor(file.length * 0.6))).catch(() => undefined);
        expect((await decode(file)).image).toEqual(alone[i]?.image);
      }
    }
  });
});
