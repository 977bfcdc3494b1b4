import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { kept } from '../../../kept.ts';
import { decodeImage } from '../../../../src/image/decode.ts';
import { decodeDcOnly } from '../../../../src/image/jpeg/dc-only.ts';
import { readJpegHeader } from '../../../../src/image/jpeg/header.ts';
import { releaseCodecs } from '../../../../src/image/codec/codecs.ts';
import { decodeJpeg } from '../../../../src/image/jpeg/decode.ts';
import { ImageError } from '../../../../src/image/image-error.ts';
import type { DecoderOutput } from '../../../../src/image/decoder-output.ts';
import { codecs } from '../codecs.ts';
import { difference } from '../difference.ts';
import { libvips, ours } from '../resize/model-view.ts';
import { PHOTOGRAPHS } from '../pictures.ts';
import { random } from '../random.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const picture = (width: number, height: number): Sharp =>
  sharp(PHOTOGRAPHS.meal).resize(width, height, { fit: 'fill' });
const dcOnly = (file: Uint8Array): DecoderOutput => decodeDcOnly(file, readJpegHeader(file), codecs.jpeg);

describe('decodeDcOnly', () => {
  it.each([
    ['4:2:0', () => picture(1203, 901).jpeg({ progressive: true }).toBuffer()],
    ['4:4:4', () => picture(1203, 901).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['the best quality', () => picture(403, 301).jpeg({ progressive: true, quality: 100 }).toBuffer()],
    ['the worst quality', () => picture(403, 301).jpeg({ progressive: true, quality: 1 }).toBuffer()],
    ['grey', () => picture(1203, 901).toColourspace('b-w').jpeg({ progressive: true }).toBuffer()],
    ['CMYK', () => picture(403, 301).toColourspace('cmyk').jpeg({ progressive: true }).toBuffer()],
    ['one pixel', () => picture(1, 1).jpeg({ progressive: true }).toBuffer()],
    ['DC scans apart, refined', () => Promise.resolve(fixture('progressive-apart.jpg'))],
    ['halves and quarters', () => Promise.resolve(fixture('4x1-1x1-2x1-progressive.jpg'))],
    ['restart markers, 4:2:2', () => Promise.resolve(fixture('progressive-restart.jpg'))],
  ])('makes pixel for pixel what the codec makes of the whole file: %s', async (_name, make) => {
    const file = await make();
    const whole = decodeJpeg(file, readJpegHeader(file), codecs.jpeg, 8);
    const { image, complete, coverage } = dcOnly(file);
    expect(image).toEqual(whole.image);
    expect({ complete, coverage }).toEqual({ complete: true, coverage: 1 });
  });

  it('is what libjpeg makes of the picture, as a model sees it', async () => {
    const file = await kept('meal, 4096 x 4096, progressive JPEG', () =>
      picture(4096, 4096).jpeg({ progressive: true }),
    );
    const { image } = await decodeImage(file, { codecs, shortSide: 256 });
    expect([image.width, image.height]).toEqual([512, 512]);
    expect(difference(await ours(file), await libvips(file)).mean).toBeLessThan(2);
  });

  it('says how far a file goes that was cut, and makes the rest grey', () => {
    const file = fixture('progressive-restart.jpg');
    const [first, second] = readJpegHeader(file).scans;
    const lines = (second?.at ?? 0) - (first?.start ?? 0);
    for (const part of [0.4, 0.7, 0.95]) {
      const { image, complete, coverage } = dcOnly(file.subarray(0, (first?.start ?? 0) + Math.floor(part * lines)));
      expect(complete).toBe(false);
      expect(Math.abs(coverage - part)).toBeLessThan(0.2);
      const below = Math.ceil(coverage * image.height) + 1;
      expect(new Set(image.data.subarray(3 * image.width * below))).toEqual(
        below < image.height ? new Set([128]) : new Set(),
      );
    }
    expect(() => dcOnly(file.subarray(0, (first?.start ?? 0) + Math.floor(0.1 * lines)))).toThrow(ImageError);
    // The finer scans are not looked at.
    expect(dcOnly(file.subarray(0, file.length - 500))).toMatchObject({ complete: false, coverage: 1 });
    expect(() => dcOnly(file.subarray(0, first?.start))).toThrow('cut off');
  });

  it('is refused as cut off when a component has no scan at all', () => {
    const file = fixture('progressive-apart.jpg');
    const third = readJpegHeader(file).scans[2];
    expect(() => dcOnly(file.subarray(0, third?.at))).toThrow('The JPEG file was cut off.');
  });

  it('gives a picture or an error for whatever is wrong in its scans', () => {
    const whole = fixture('progressive-apart.jpg');
    const next = random(5);
    let refused = 0;
    for (let round = 0; round < 200; round++) {
      const file = Uint8Array.from(whole);
      for (let i = 0; i <= next(4); i++) file[next(4000)] = next(256);
      try {
        const { image } = dcOnly(file);
        expect(image.data).toHaveLength(3 * image.width * image.height);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(200);
  });
});

describe('a large progressive JPEG', () => {
  it('of 48 megapixels fits into 48 MiB', async () => {
    const file = await kept('meal, 8064 x 6048, progressive JPEG', () =>
      picture(8064, 6048).jpeg({ progressive: true }),
    );
    const { image, wasmBytes, complete } = await decodeImage(file, { codecs, shortSide: 256 });
    expect({ width: image.width, height: image.height, complete }).toEqual({
      width: 1008,
      height: 756,
      complete: true,
    });
    expect(wasmBytes).toBeLessThan(16 * 2 ** 20);
    expect(difference(await ours(file), await libvips(file)).mean).toBeLessThan(2);
  });

  it('of 12 megapixels is decoded at an eighth, which suffices and takes a sixth of the memory', async () => {
    const file = await kept('meal, 4032 x 3024, progressive JPEG', () =>
      picture(4032, 3024).jpeg({ progressive: true }),
    );
    releaseCodecs();
    const { image, wasmBytes } = await decodeImage(file, { codecs, shortSide: 256 });
    expect(image.width).toBe(504);
    expect(wasmBytes).toBeLessThan(8 * 2 ** 20);
    expect(difference(await ours(file), await libvips(file)).mean).toBeLessThan(2);
  });

  it('is refused where an eighth does not suffice and the ordinary way has no room', async () => {
    const file = await kept('meal, 4032 x 3024, progressive JPEG', () =>
      picture(4032, 3024).jpeg({ progressive: true }),
    );
    const options = { codecs, shortSide: 400 };
    expect((await decodeImage(file, { ...options, maxDecodeBytes: 1e9 })).image.width).toBe(2016);
    await expect(decodeImage(file, { ...options, maxDecodeBytes: 24 * 2 ** 20 })).rejects.toMatchObject({
      kind: 'too_large',
    });
  });
});
