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
