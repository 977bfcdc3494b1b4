import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../src/image/decode.ts';
import { ImageError } from '../../../src/image/image-error.ts';
import { codecs } from './codecs.ts';
import { difference } from './difference.ts';
import { png, pngHeader } from './files.ts';
import { PHOTOGRAPHS } from './pictures.ts';

const [WIDTH, HEIGHT] = [301, 199];
const small = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(WIDTH, HEIGHT, { fit: 'fill' });
const decode = (file: Uint8Array, shortSide = 256): Promise<DecodedImage> => decodeImage(file, { codecs, shortSide });

/** Decodes a file, or returns the kind of its refusal; any other exception fails the test. */
async function outcome(file: Uint8Array): Promise<DecodedImage | ImageError['kind']> {
  try {
    return await decode(file);
  } catch (error) {
    if (error instanceof ImageError) return error.kind;
    throw error;
  }
}

/** A file that was cut off, decoded by libvips. */
const libvips = (file: Uint8Array): Promise<Buffer> =>
  sharp(file, { failOn: 'none' }).toColourspace('srgb').raw().toBuffer();

const CUT_ANYWHERE: Readonly<Record<string, () => Promise<Buffer>>> = {
  'baseline JPEG': () => small().jpeg().toBuffer(),
  'JPEG 4:4:4': () => small().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  'grey JPEG': () => small().toColourspace('b-w').jpeg().toBuffer(),
  'progressive JPEG': () => small().jpeg({ progressive: true }).toBuffer(),
  PNG: () => small().png().toBuffer(),
  'palette PNG': () => small().png({ palette: true }).toBuffer(),
};

/** Positions all over a file, and each of the last bytes. */
const cuts = (length: number): number[] => [
  ...Array.from({ length: 20 }, (_, i) => 12 + 31 * i).filter((at) => at < length),
  ...Array.from({ length: 30 }, (_, i) => 600 + Math.floor(((length - 600) * i) / 30)),
  ...[16, 9, 5, 4, 2, 1].map((missing) => length - missing),
];

describe('a file that was cut off', () => {
  it.each(Object.entries(CUT_ANYWHERE))('%s, anywhere: as far as it goes, or truncated', async (_name, make) => {
    const file = await make();
    let last = 0;
    for (const cut of cuts(file.length)) {
      const result = await outcome(file.subarray(0, cut));
      if (typeof result === 'string') {
        expect({ cut, result, last }).toEqual({ cut, result: 'truncated', last: 0 });
        continue;
      }
      expect(result).toMatchObject({ complete: false, image: { width: WIDTH, height: HEIGHT } });
      expect(result.coverage).toBeGreaterThanOrEqual(Math.max(0.25, last));
      last = result.coverage;
    }
    expect(last).toBe(1);
    expect(await decode(file)).toMatchObject({ complete: true, coverage: 1 });
  });

  it.each(['baseline JPEG', 'JPEG 4:4:4', 'PNG'])('%s: what is there is right, the rest is grey', async (name) => {
    const file = (await CUT_ANYWHERE[name]?.()) ?? Buffer.alloc(0);
    const whole = await decode(file);
    for (const part of [0.5, 0.7, 0.9]) {
      const { image, coverage } = await decode(file.subarray(0, Math.floor(file.length * part)));
      const rows = Math.floor(coverage * HEIGHT - 16);
      const there = 3 * WIDTH * rows;
      expect(rows).toBeGreaterThan(40);
      // The last rows of chroma are mixed with those of the grey below.
      expect(difference(image.data.subarray(0, there), whole.image.data.subarray(0, there)).max).toBe(0);
      expect(new Set(image.data.subarray(3 * WIDTH * (rows + 33)))).toEqual(new Set([128]));
    }
  });

  it.each(['baseline JPEG', 'JPEG 4:4:4', 'grey JPEG'])('%s: like libjpeg, grey included', async (name) => {
    const file = (await CUT_ANYWHERE[name]?.()) ?? Buffer.alloc(0);
    for (const part of [0.6, 0.8, 0.95]) {
      const cut = file.subarray(0, Math.floor(file.length * part));
      const { image } = await decode(cut);
      expect(difference(image.data, await libvips(cut)).mean).toBeLessThan(1);
    }
  });

  it('a progressive JPEG loses detail, no lines, and not much more than libjpeg loses', async () => {
    const file = await small().jpeg({ progressive: true }).toBuffer();
    const full = await libvips(file);
    for (const part of [0.3, 0.6, 0.9]) {
      const cut = file.subarray(0, Math.floor(file.length * part));
      const { image, coverage } = await decode(cut);
      expect(coverage).toBe(1);
      const theirs = difference(await libvips(cut), full).mean;
      expect(difference(image.data, full).mean).toBeLessThan(theirs + 3);
    }
  });

  it('keeps the grey where it belongs in a picture that is decoded smaller', async () => {
    for (const divisor of [2, 4, 8]) {
      const file = await sharp(PHOTOGRAPHS.meal).resize(1201, 801, { fit: 'fill' }).jpeg().toBuffer();
      const cut = file.subarray(0, Math.floor(file.length / 2));
      const { image, coverage } = await decode(cut, Math.floor(801 / divisor / 2));
      expect(image.width).toBe(Math.ceil(1201 / divisor));
      const row = Math.floor(coverage * image.height);
      const line = (y: number): Uint8Array => image.data.subarray(3 * image.width * y, 3 * image.width * (y + 1));
      expect(new Set(line(row + Math.ceil(16 / divisor) + 1))).toEqual(new Set([128]));
      expect(new Set(line(row - Math.ceil(16 / divisor) - 1)).size).toBeGreaterThan(10);
    }
  });

  it.each(['420-restart.jpg', 'progressive-restart.jpg'])('%s, which has restart markers', async (name) => {
    const file = readFileSync(new URL(`fixtures/${name}`, import.meta.url));
    for (const missing of [10, 40, 400, 2000]) {
      const cut = file.subarray(0, file.length - missing);
      for (const bytes of [cut, Buffer.concat([cut, Buffer.of(0xff, 0xd9)])]) {
        const { image, complete, coverage } = await decode(bytes, 243);
        expect({ missing, complete, width: image.width }).toEqual({ missing, complete: false, width: 321 });
        expect(coverage).toBeGreaterThan(0.8);
        if (name === '420-restart.jpg')
          expect(difference(image.data, await sharp(bytes, { failOn: 'none' }).raw().toBuffer()).mean).toBeLessThan(1);
      }
    }
  });

  it('a JPEG that only lacks its end marker has its whole picture', async () => {
    const file = await small().jpeg().toBuffer();
    const whole = await decode(file);
    const open = await decode(file.subarray(0, -2));
    expect(open).toMatchObject({ complete: false, coverage: 1 });
    expect(open.image).toEqual(whole.image);
  });

  it('a JPEG that was cut and closed again is detected', async () => {
    const file = await small().jpeg().toBuffer();
    for (const part of [0.5, 0.9, 0.99]) {
      const closed = Buffer.concat([file.subarray(0, Math.floor(file.length * part)), Buffer.of(0xff, 0xd9)]);
      const { complete, coverage, image } = await decode(closed);
      expect(complete).toBe(false);
      expect(coverage).toBeLessThan(1);
      expect(difference(image.data, await libvips(closed)).mean).toBeLessThan(1);
    }
  });

  it('a PNG whose image data end early is detected, though the file has its end', async () => {
    const rows = Buffer.alloc(4 * 13).fill(0);
    const whole = await decode(png(pngHeader(4, 4), rows));
    expect(whole).toMatchObject({ complete: true, coverage: 1 });
    const { image, ...rest } = await decode(png(pngHeader(4, 4), rows.subarray(0, 26)));
    expect(rest).toMatchObject({ complete: false, coverage: 0.5 });
    expect([...image.data]).toEqual([...Array.from({ length: 24 }, () => 0), ...Array.from({ length: 24 }, () => 128)]);
  });

  it('is refused as truncated when less than a quarter is there, with the percentage', async () => {
    const file = await small().jpeg().toBuffer();
    const error: unknown = await decode(file.subarray(0, 900)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'truncated' });
    expect((error as ImageError).message).toMatch(/only \d+ % of its picture is there, and at least 25 % are needed/);
    expect((error as ImageError).detail['coverage']).toBeLessThan(0.25);
  });

  it.each([
    ['interlaced PNG', () => small().png({ progressive: true }).toBuffer()],
    ['lossy WebP', () => small().webp().toBuffer()],
    ['lossless WebP', () => small().webp({ lossless: true }).toBuffer()],
    ['WebP with alpha', () => small().ensureAlpha(0.5).webp().toBuffer()],
  ])('%s: truncated wherever the picture was cut, for it has no lines to keep', async (_name, make) => {
    const file = await make();
    for (const cut of cuts(file.length).filter((at) => at < file.length - 16))
      expect({ cut, result: await outcome(file.subarray(0, cut)) }).toEqual({ cut, result: 'truncated' });
  });

  it('a WebP that only lost chunks behind its picture has its whole picture', async () => {
    const file = await small()
      .withExif({ IFD0: { Artist: 'nobody' } })
      .webp()
      .toBuffer();
    const open = await decode(file.subarray(0, -8));
    expect(open).toMatchObject({ complete: false, coverage: 1 });
    expect(open.image).toEqual((await decode(file)).image);
  });
});
