import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { decodeImage, type DecodedImage } from '../../../src/image/decode.ts';
import { codecs } from './codecs.ts';
import { difference } from './difference.ts';
import { exif, jpegSegment, PNG_SIGNATURE, pngChunk, webpChunk } from './files.ts';
import { PHOTOGRAPHS } from './pictures.ts';

const [WIDTH, HEIGHT] = [60, 40];
const decode = (file: Uint8Array): Promise<DecodedImage> => decodeImage(file, { codecs, shortSide: 256 });
const upright = (): Sharp => sharp(PHOTOGRAPHS.meal).resize(WIDTH, HEIGHT, { fit: 'fill' });

/** How the picture was stored by a camera that was held in each of the eight ways (EXIF 2.32, table 6). */
const STORED: readonly ((picture: Sharp) => Sharp)[] = [
  (picture) => picture,
  (picture) => picture.flop(),
  (picture) => picture.rotate(180),
  (picture) => picture.flip(),
  (picture) => picture.rotate(90).flip(),
  (picture) => picture.rotate(270),
  (picture) => picture.rotate(270).flip(),
  (picture) => picture.rotate(90),
];

const stored = async (orientation: number): Promise<Sharp> => {
  const turned = STORED[orientation - 1]?.(sharp(await upright().png().toBuffer())) ?? upright();
  return sharp(await turned.png().toBuffer());
};

const LOSSLESS = { jpeg: { quality: 100, chromaSubsampling: '4:4:4' }, png: {}, webp: { lossless: true } } as const;

/** Puts an EXIF block where each format has it. */
const WITH_EXIF = {
  jpeg: (file: Buffer, block: Buffer): Buffer =>
    Buffer.concat([
      file.subarray(0, 2),
      jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block])),
      file.subarray(2),
    ]),
  png: (file: Buffer, block: Buffer): Buffer => {
    const afterHeader = PNG_SIGNATURE.length + 12 + 13;
    return Buffer.concat([file.subarray(0, afterHeader), pngChunk('eXIf', block), file.subarray(afterHeader)]);
  },
  webp: (file: Buffer, block: Buffer, width: number, height: number): Buffer => {
    const canvas = Buffer.alloc(10);
    canvas[0] = 0x08; // there is EXIF
    canvas.writeUIntLE(width - 1, 4, 3);
    canvas.writeUIntLE(height - 1, 7, 3);
    const body = Buffer.concat([webpChunk('VP8X', canvas), file.subarray(12), webpChunk('EXIF', block)]);
    const start = Buffer.from('RIFF\0\0\0\0WEBP');
    start.writeUInt32LE(4 + body.length, 4);
    return Buffer.concat([start, body]);
  },
} as const;

describe.each(['jpeg', 'png', 'webp'] as const)('the same picture in eight orientations, in %s', (format) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i', async (orientation) => {
    const reference = await upright().raw().toBuffer();
    const { data, info } = await (
      await stored(orientation)
    )
      .toFormat(format, LOSSLESS[format])
      .toBuffer({ resolveWithObject: true });
    for (const littleEndian of [true, false]) {
      const file = WITH_EXIF[format](data, exif(orientation, littleEndian), info.width, info.height);
      expect((await sharp(file).metadata()).orientation).toBe(orientation);
      const { image, header } = await decode(file);
      expect(header.orientation).toBe(orientation);
      expect([image.width, image.height]).toEqual([WIDTH, HEIGHT]);
      expect(difference(image.data, reference).mean).toBeLessThanOrEqual(format === 'jpeg' ? 2 : 0);
      const theirs = await sharp(file).autoOrient().raw().toBuffer();
      expect(difference(image.data, theirs).mean).toBeLessThanOrEqual(format === 'jpeg' ? 1 : 0);
    }
  });

  it('is upright when its EXIF is broken', async () => {
    const { data } = await (await stored(1)).toFormat(format, LOSSLESS[format]).toBuffer({ resolveWithObject: true });
    const plain = await decode(data);
    for (const block of [Buffer.alloc(0), Buffer.from('no TIFF'), exif(6, true).subarray(0, 20), exif(77, true)]) {
      const { image, header } = await decode(WITH_EXIF[format](data, block, WIDTH, HEIGHT));
      expect(header.orientation).toBe(1);
      expect(image.data).toEqual(plain.image.data);
    }
  });
});

describe('what else EXIF says', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('leaves no trace in a result, a refusal or the log', async () => {
    const logged = (['error', 'warn', 'log', 'info', 'debug'] as const).map((level) => vi.spyOn(console, level));
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const file = await upright()
        .withExif({
          IFD0: { Artist: 'SECRET-NAME', Model: 'SECRET-CAMERA' },
          IFD3: { GPSLatitude: '48/1 51/1 30/1', GPSLatitudeRef: 'N', GPSProcessingMethod: 'SECRET-PLACE' },
        })
        .toFormat(format, { quality: 90 })
        .toBuffer();
      expect(file.includes('SECRET-NAME')).toBe(true);
      const result = await decode(file);
      const { image, ...rest } = result;
      expect(Object.keys(rest.header)).toEqual(['format', 'width', 'height', 'orientation']);
      expect(JSON.stringify({ ...rest, extent: image.extent })).not.toMatch(/SECRET|GPS/);
      expect(Buffer.from(image.data).includes('SECRET')).toBe(false);
      const refusal: unknown = await decode(file.subarray(0, 300)).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Error);
      expect(JSON.stringify(refusal) + String(refusal)).not.toContain('SECRET');
    }
    for (const spy of logged) expect(spy).not.toHaveBeenCalled();
  });
});
