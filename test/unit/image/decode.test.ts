import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { kept } from '../../kept.ts';
import { decodeImage } from '../../../src/image/decode.ts';
import { codecs } from './codecs.ts';
import { difference } from './difference.ts';
import { PNG_SIGNATURE, pngChunk, webp } from './files.ts';
import { libvips, MODEL_VIEW, ours } from './resize/model-view.ts';
import { PHOTOGRAPHS, withAlpha } from './pictures.ts';

const { shortSide: SHORT_SIDE, side: SIDE } = MODEL_VIEW;
const { car, meal, panda, report } = PHOTOGRAPHS;
const from = (file: string, width: number, height: number): Sharp => sharp(file).resize(width, height, { fit: 'fill' });

const KINDS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'JPEG as it came, landscape': () => sharp(panda).toBuffer(),
  'JPEG as it came, portrait': () => sharp(report).toBuffer(),
  'JPEG of 12 megapixels, landscape': () => kept('car, 4032 x 3024, JPEG', () => from(car, 4032, 3024).jpeg()),
  'JPEG of 12 megapixels, portrait': () => kept('meal, 3024 x 4032, JPEG', () => from(meal, 3024, 4032).jpeg()),
  'JPEG whose sides are no multiples of eight': () => from(meal, 2057, 2073).jpeg({ quality: 95 }).toBuffer(),
  'JPEG of one and a half times the size needed': () => from(meal, 384, 400).jpeg({ quality: 95 }).toBuffer(),
  'JPEG of twice the size needed': () => from(meal, 512, 700).jpeg({ quality: 95 }).toBuffer(),
  'JPEG, progressive': () => from(meal, 1200, 900).jpeg({ progressive: true }).toBuffer(),
  'JPEG, 4:4:4': () => from(meal, 1200, 900).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  'JPEG, grey': () => from(meal, 700, 900).toColourspace('b-w').jpeg().toBuffer(),
  'JPEG, CMYK': () => from(car, 700, 900).toColourspace('cmyk').jpeg().toBuffer(),
  'JPEG, Display P3': () => from(meal, 1200, 900).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
  'PNG, RGB': () => from(panda, 700, 500).png().toBuffer(),
  'PNG, RGB of 12 megapixels': () =>
    kept('meal, 3024 x 4032, PNG', () => from(meal, 3024, 4032).png({ compressionLevel: 3 })),
  'PNG, palette': () => from(panda, 700, 500).png({ palette: true }).toBuffer(),
  'PNG, palette of 4 colours': () => from(panda, 703, 500).png({ palette: true, colours: 4 }).toBuffer(),
  'PNG, grey': () => from(panda, 700, 500).toColourspace('b-w').png().toBuffer(),
  'PNG, 16 bits': () => from(panda, 700, 500).toColourspace('rgb16').png().toBuffer(),
  'PNG, grey of 16 bits': () => from(panda, 700, 500).toColourspace('grey16').png().toBuffer(),
  'PNG, interlaced': () => from(panda, 701, 503).png({ progressive: true }).toBuffer(),
  'PNG, interlaced and large': () => from(panda, 1801, 1503).png({ progressive: true }).toBuffer(),
  'PNG, alpha': async () => (await withAlpha(panda, 700, 500)).png().toBuffer(),
  'PNG, alpha of 16 bits': async () => (await withAlpha(panda, 700, 500)).toColourspace('rgb16').png().toBuffer(),
  'PNG, grey with alpha': async () => (await withAlpha(panda, 700, 500)).toColourspace('b-w').png().toBuffer(),
  'PNG, palette with alpha': async () => (await withAlpha(panda, 700, 500)).png({ palette: true }).toBuffer(),
  'PNG, one colour transparent': async () => {
    const file = await from(panda, 700, 500).png().toBuffer();
    const at = PNG_SIGNATURE.length + 25;
    const clear = pngChunk('tRNS', Buffer.of(0, 255, 0, 255, 0, 255));
    return Buffer.concat([file.subarray(0, at), clear, file.subarray(at)]);
  },
  'PNG, Display P3': () => from(meal, 700, 500).withIccProfile('p3').png().toBuffer(),
  'PNG, black and white': () => from(report, 800, 900).threshold().png({ palette: true, colours: 2 }).toBuffer(),
  'WebP, lossy': () => from(meal, 1300, 900).webp().toBuffer(),
  'WebP, lossless': () => from(meal, 1300, 900).webp({ lossless: true }).toBuffer(),
  'WebP, lossy with alpha': async () => (await withAlpha(meal, 700, 500)).webp().toBuffer(),
  'WebP, Display P3': () => from(meal, 700, 500).withIccProfile('p3').webp({ quality: 95 }).toBuffer(),
  'WebP, lossless with alpha': async () => (await withAlpha(meal, 700, 500)).webp({ lossless: true }).toBuffer(),
};

describe('decodeImage, then resize, against libvips', () => {
  it.each(Object.entries(KINDS))('%s', async (_kind, make) => {
    const file = await make();
    const { mean } = difference(await ours(file), await libvips(file));
    expect(mean).toBeLessThan(1.5);
  });

  it('pictures smaller than the model asks for', async () => {
    // libvips enlarges with another filter, so the decoders are compared at the size of the file.
    const file = await from(meal, 121, 90).jpeg({ quality: 95 }).toBuffer();
    const { image } = await decodeImage(file, { codecs, shortSide: SHORT_SIDE });
    expect([image.width, image.height]).toEqual([121, 90]);
    expect(difference(image.data, await sharp(file).raw().toBuffer()).mean).toBeLessThan(0.5);
    expect(await ours(file)).toHaveLength(3 * SIDE * SIDE);
  });
});

describe('decodeImage', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands a picture of EXIF orientation %i upright', async (orientation) => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const stored = from(meal, 803, 1207).withMetadata({ orientation });
      // To libvips a PNG of some quality is one of a palette.
      const file = await stored.toFormat(format, format === 'png' ? {} : { quality: 95 }).toBuffer();
      const { image, header } = await decodeImage(file, { codecs, shortSide: SHORT_SIDE });
      expect(header).toEqual({ format, width: 803, height: 1207, orientation });
      expect(image.width < image.height).toBe(orientation <= 4);
      const { mean } = difference(await ours(file), await libvips(file));
      expect(mean, format).toBeLessThan(1.5);
    }
  });

  it('takes the first frame of an animated WebP', async () => {
    const first = await from(panda, 300, 200).png().toBuffer();
    const second = await from(car, 300, 200).png().toBuffer();
    const file = await sharp([first, second], { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(file).metadata()).pages).toBe(2);
    const { image } = await decodeImage(file, { codecs, shortSide: SHORT_SIDE });
    expect(difference(image.data, await sharp(first).removeAlpha().raw().toBuffer()).max).toBe(0);
  });

  it('lays a frame that is smaller than the canvas in its place', async () => {
    const still = await (await withAlpha(panda, 60, 40)).webp({ lossless: true }).toBuffer();
    // A canvas of 100 x 90; the frame begins at 20, 30, and is shown for 100 ms.
    const canvas = Buffer.of(0x12, 0, 0, 0, 99, 0, 0, 89, 0, 0);
    const place = Buffer.of(10, 0, 0, 15, 0, 0, 59, 0, 0, 39, 0, 0, 100, 0, 0, 0);
    const frame = (content: Buffer): readonly [string, Buffer] => ['ANMF', Buffer.concat([place, content])];
    const file = webp(
      ['VP8X', canvas],
      ['ANIM', Buffer.alloc(6)],
      frame(still.subarray(12)),
      frame(still.subarray(12)),
    );
    const { image, header } = await decodeImage(file, { codecs, shortSide: SHORT_SIDE });
    expect(header).toMatchObject({ width: 100, height: 90 });
    const reference = await sharp(file, { page: 0 }).flatten({ background: '#fff' }).raw().toBuffer();
    expect(difference(image.data, reference).max).toBeLessThanOrEqual(1);
  });

  it('reads CMYK the same whether Adobe signed it or not, and YCCK', async () => {
    const file = await from(car, 200, 300).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    const segment = file.indexOf('Adobe') - 4;
    const unsigned = Buffer.concat([file.subarray(0, segment), file.subarray(segment + 16)]);
    const ycck = Buffer.from(file);
    ycck[segment + 15] = 2;
    for (const each of [file, unsigned, ycck]) {
      const { image } = await decodeImage(each, { codecs, shortSide: SHORT_SIDE });
      const reference = await sharp(each).toColourspace('srgb').raw().toBuffer();
      expect(difference(image.data, reference).mean).toBeLessThan(1.5);
    }
  });

  it('keeps at least the short side asked for, and says how much of the last column is picture', async () => {
    const file = await from(meal, 4033, 3025).jpeg().toBuffer();
    const { image } = await decodeImage(file, { codecs, shortSide: 180 });
    expect(image).toMatchObject({
      width: 505,
      height: 379,
      extent: { left: 0, top: 0, width: 504.125, height: 378.125 },
    });
  });

  it('leaves no trace on globalThis', async () => {
    const before = Object.getOwnPropertyNames(globalThis);
    await decodeImage(await from(meal, 30, 20).webp().toBuffer(), { codecs, shortSide: 16 });
    await decodeImage(await from(meal, 30, 20).png().toBuffer(), { codecs, shortSide: 16 });
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  });
});
