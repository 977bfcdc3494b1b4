import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../../../src/photo/budget.ts';
import { decodePhoto } from '../../../src/photo/decode.ts';
import { readHeader } from '../../../src/photo/header.ts';
import { codecs } from './codecs.ts';
import { PHOTOGRAPHS } from './pictures.ts';

const picture = (width: number, height: number): Sharp =>
  sharp(PHOTOGRAPHS.meal).resize(width, height, { fit: 'fill' });

const WHOLE = { divisor: 1, dcOnly: false } as const;

describe('decodeBytes', () => {
  it.each([
    ['JPEG', () => picture(1600, 1200).jpeg({ quality: 95 }).toBuffer()],
    ['JPEG 4:4:4', () => picture(1600, 1200).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()],
    ['progressive JPEG', () => picture(1600, 1200).jpeg({ progressive: true }).toBuffer()],
    [
      'progressive JPEG 4:4:4',
      () => picture(1600, 1200).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    ],
    ['grey JPEG', () => picture(1600, 1200).toColourspace('b-w').jpeg().toBuffer()],
    ['CMYK JPEG', () => picture(1600, 1200).toColourspace('cmyk').jpeg().toBuffer()],
    ['small WebP', () => picture(300, 200).webp().toBuffer()],
    ['WebP', () => picture(2400, 1800).webp().toBuffer()],
    ['lossless WebP', () => picture(2400, 1800).webp({ lossless: true }).toBuffer()],
    ['WebP with alpha', () => picture(2400, 1800).ensureAlpha(0.5).webp().toBuffer()],
  ])('is not below what a %s takes, and not far above', async (_name, make) => {
    const file = await make();
    const header = readHeader(file);
    for (const [shortSide, divisor] of [
      [header.height, 1],
      ...(header.format === 'jpeg' ? [[150, 4] as const] : []),
    ] as const) {
      const { photo, wasmBytes } = await decodePhoto(file, { codecs, shortSide, maxDecodeBytes: 1e9 });
      expect(Math.ceil(header.width / divisor)).toBe(photo.width);
      const taken = wasmBytes + photo.data.length;
      const estimate = decodeBytes(header, file.length, { divisor, dcOnly: false });
      expect(estimate).toBeGreaterThanOrEqual(taken);
      expect(estimate).toBeLessThan(1.6 * taken + 2 * 2 ** 20);
    }
  });

  it('counts the turned picture too', async () => {
    const file = await picture(1600, 1200).jpeg().toBuffer();
    const turned = await picture(1600, 1200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const more = decodeBytes(readHeader(turned), 0, WHOLE) - decodeBytes(readHeader(file), 0, WHOLE);
    expect(more).toBe(3 * 1600 * 1200);
  });

  it('lets PNG files of any size pass, for they are read row by row', async () => {
    const file = await picture(4000, 3000).png({ compressionLevel: 1 }).toBuffer();
    expect(decodeBytes(readHeader(file), file.length, { divisor: 5, dcOnly: false })).toBeLessThan(5 * 2 ** 20);
  });
});
