import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../../src/image/decode.ts';
import { ImageError } from '../../../../src/image/image-error.ts';
import { codecs } from '../codecs.ts';
import { difference } from '../difference.ts';
import { exif, jpegSegment } from '../files.ts';
import { libvips, ours } from '../resize/model-view.ts';
import { PHOTOGRAPHS } from '../pictures.ts';
import { random } from '../random.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const decode = (file: Uint8Array, shortSide = 243): Promise<DecodedImage> => decodeImage(file, { codecs, shortSide });

describe('a JPEG of', () => {
  it.each([
    ['4:2:2', '422.jpg'],
    ['4:4:0', '440.jpg'],
    ['4:1:1', '411.jpg'],
    ['restart markers', '420-restart.jpg'],
    ['a scan for each component', 'baseline-apart.jpg'],
    ['RGB', 'rgb.jpg'],
    ['progressive scans apart', 'progressive-apart.jpg'],
    ['progressive scans with restart markers', 'progressive-restart.jpg'],
  ])('%s is like libjpeg makes it, whole and reduced', async (_kind, name) => {
    const file = fixture(name);
    const whole = await decode(file);
    expect(whole).toMatchObject({ complete: true, image: { width: 321, height: 243 } });
    expect(difference(whole.image.data, await sharp(file).raw().toBuffer()).mean).toBeLessThan(1);
    // A picture of this size has detail that one of 12 megapixels lacks, where it is reduced as much.
    for (const [shortSide, divisor, most] of [
      [81, 2, 2],
      [30, 4, 3],
      [15, 8, 3],
    ] as const) {
      const { image } = await decode(file, shortSide);
      expect(image).toMatchObject({ width: Math.ceil(321 / divisor), height: Math.ceil(243 / divisor) });
      const view = { side: Math.floor(0.875 * shortSide), shortSide };
      expect(difference(await ours(file, view), await libvips(file, view)).mean).toBeLessThan(most);
    }
  });

  // The codec misreads a component of half the samples in a scan of its own where another has a quarter.
  it.each([
    ['4x1-2x1-apart.jpg', 321, 243],
    ['4x1-1x1-2x1-progressive.jpg', 321, 243],
    ['4x2-2x1-apart.jpg', 321, 243],
    ['1x4-1x2-apart.jpg', 328, 328],
  ])('%s, whose components have a half and a quarter of the samples', async (name, width, height) => {
    const file = fixture(name);
    const { image, complete } = await decode(file, height);
    expect({ complete, width: image.width, height: image.height }).toEqual({ complete: true, width, height });
    const { mean, max } = difference(image.data, await sharp(file).raw().toBuffer());
    expect(mean).toBeLessThan(0.3);
    expect(max).toBeLessThanOrEqual(4);
  });

  it('such components, damaged anywhere, is a picture or a refusal', async () => {
    const next = random(4);
    for (const name of ['4x1-2x1-apart.jpg', '4x1-1x1-2x1-progressive.jpg']) {
      for (let round = 0; round < 60; round++) {
        const file = fixture(name);
        for (let i = 0; i <= next(4); i++) file[next(file.length)] = next(256);
        const result: unknown = await decode(file).catch((reason: unknown) => reason);
        if (!(result instanceof ImageError)) expect(result).toHaveProperty('image');
      }
    }
    const cut = fixture('4x2-2x1-apart.jpg');
    const { image, complete } = await decode(cut.subarray(0, cut.length - 40));
    expect({ width: image.width, complete }).toEqual({ width: 321, complete: false });
  });

  it('arithmetic coding is refused, with the reason', async () => {
    const error: unknown = await decode(fixture('arithmetic.jpg')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ kind: 'unsupported_format' });
    expect((error as ImageError).message).toContain('a JPEG with arithmetic coding');
  });
});

describe('other pictures inside the file', () => {
  const main = (): Promise<Buffer> => sharp(PHOTOGRAPHS.meal).resize(300, 200, { fit: 'fill' }).jpeg().toBuffer();
  const other = (): Promise<Buffer> =>
    sharp(PHOTOGRAPHS.car).resize(160, 120, { fit: 'fill' }).jpeg({ progressive: true }).toBuffer();

  it('a thumbnail in EXIF is not the picture', async () => {
    const file = await main();
    const block = Buffer.concat([Buffer.from('Exif\0\0'), exif(1, true), await other()]);
    const { image, header, complete } = await decode(
      Buffer.concat([file.subarray(0, 2), jpegSegment(0xe1, block), file.subarray(2)]),
    );
    expect({ header, complete }).toMatchObject({ header: { width: 300, height: 200 }, complete: true });
    expect(image).toEqual((await decode(file)).image);
  });

  it('nor is a second picture behind it (Multi-Picture Format)', async () => {
    const file = await main();
    const index = jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0'), Buffer.alloc(80)]));
    const first = Buffer.concat([file.subarray(0, 2), index, file.subarray(2)]);
    const both = Buffer.concat([first, await other()]);
    const { image, header, complete } = await decode(both);
    expect({ header, complete }).toMatchObject({ header: { width: 300, height: 200 }, complete: true });
    expect(image).toEqual((await decode(file)).image);
  });
});
