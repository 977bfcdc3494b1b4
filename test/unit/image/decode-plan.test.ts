import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

import { decodeBytes, DEFAULT_DECODE_BYTES, planDecode } from '../../../src/image/decode-plan.ts';
import { decodeImage } from '../../../src/image/decode.ts';
import { readHeader, type FileHeader } from '../../../src/image/file-header.ts';
import { cachedCodecBytes, releaseCodecs } from '../../../src/image/codec/codecs.ts';
import { codecs } from './codecs.ts';
import { jpegSegment, png, pngChunk, pngHeader } from './files.ts';
import { PHOTOGRAPHS } from './pictures.ts';

const picture = (width: number, height: number): Sharp =>
  sharp(PHOTOGRAPHS.meal).resize(width, height, { fit: 'fill' });

/** Kinds of files, with their proportions and the short side that is asked for. */
const LARGEST: readonly (readonly [string, number, number | 'whole', (noise: Sharp) => Sharp])[] = [
  ['JPEG', 4 / 3, 'whole', (noise) => noise.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })],
  ['CMYK JPEG', 4 / 3, 'whole', (noise) => noise.toColourspace('cmyk').jpeg({ quality: 90 })],
  ['progressive JPEG', 4 / 3, 'whole', (noise) => noise.jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['WebP with alpha', 4 / 3, 'whole', (noise) => noise.ensureAlpha(0.5).webp({ quality: 90, effort: 0 })],
  ['lossless WebP', 4 / 3, 'whole', (noise) => noise.webp({ lossless: true, effort: 0 })],
];

const noise = (width: number, height: number): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

/** Nearly the largest file of a kind that fits into the budget. */
async function largestAdmitted(
  aspect: number,
  shortSide: number | 'whole',
  encode: (noise: Sharp) => Sharp,
): Promise<Buffer> {
  const sample = await encode(noise(512, 256)).toBuffer();
  for (let height = 4000; ; height -= 40) {
    const width = Math.floor(height * aspect);
    const fileBytes = (sample.length * width * height) / (512 * 256);
    if (estimate(readHeader(sample), fileBytes, width, height, shortSide) <= DEFAULT_DECODE_BYTES)
      return encode(
        sharp(await noise(width, height).raw().toBuffer(), { raw: { width, height, channels: 3 } }),
      ).toBuffer();
  }
}

/** The estimate for a picture of another size than the header's. */
function estimate(
  header: FileHeader,
  fileBytes: number,
  width: number,
  height: number,
  shortSide: number | 'whole',
): number {
  const frame = header.format === 'jpeg' ? { ...header.frame, width, height } : { left: 0, top: 0, width, height };
  const larger = { ...header, width, height, frame } as FileHeader;
  return planDecode(larger, fileBytes, shortSide === 'whole' ? height : shortSide, Number.POSITIVE_INFINITY)
    .neededBytes;
}

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
      releaseCodecs();
      const { image, wasmBytes } = await decodeImage(file, { codecs, shortSide, maxDecodeBytes: 1e9 });
      expect(Math.ceil(header.width / divisor)).toBe(image.width);
      const taken = wasmBytes + image.data.length;
      const estimate = decodeBytes(header, file.length, { divisor, dcOnly: false });
      expect(estimate).toBeGreaterThanOrEqual(taken);
      expect(estimate).toBeLessThan(1.6 * taken + 2 * 2 ** 20);
    }
  });

  it('covers the largest pictures that fit into the budget, of noise, which compresses worst', async () => {
    for (const [name, aspect, shortSide, encode] of LARGEST) {
      const file = await largestAdmitted(aspect, shortSide, encode);
      const header = readHeader(file);
      releaseCodecs();
      let neededBytes = 0;
      const { image, wasmBytes } = await decodeImage(file, {
        codecs,
        shortSide: shortSide === 'whole' ? Math.min(header.width, header.height) : shortSide,
        admit: (needed, reused) => (neededBytes = needed - reused),
      });
      expect(neededBytes, name).toBeGreaterThan(0.9 * DEFAULT_DECODE_BYTES);
      expect(wasmBytes + image.data.length, name).toBeLessThanOrEqual(neededBytes);
    }
  });

  it('covers what a picture takes beyond the memory of cached codecs', async () => {
    const files = await Promise.all([
      picture(1000, 800).jpeg().toBuffer(),
      picture(1600, 1200).toColourspace('b-w').jpeg().toBuffer(),
      picture(1600, 1200).toColourspace('cmyk').jpeg().toBuffer(),
      picture(640, 480).webp().toBuffer(),
      picture(1500, 1100).jpeg({ progressive: true }).toBuffer(),
      picture(300, 200).webp({ lossless: true }).toBuffer(),
    ]);
    for (const file of [...files, ...files.toReversed(), ...files]) {
      const kept = cachedCodecBytes();
      let neededBytes = 0;
      const { image, wasmBytes } = await decodeImage(file, {
        codecs,
        shortSide: 2000,
        admit: (needed, reused) => (neededBytes = needed - reused),
      });
      expect(wasmBytes + image.data.length).toBeLessThanOrEqual(neededBytes + kept);
    }
  });

  it('counts the turned picture too', async () => {
    // The metadata have a profile.
    const file = await picture(1600, 1200).withMetadata().jpeg().toBuffer();
    const turned = await picture(1600, 1200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const more = decodeBytes(readHeader(turned), 0, WHOLE) - decodeBytes(readHeader(file), 0, WHOLE);
    expect(more).toBe(3 * 1600 * 1200);
  });

  it('counts a profile and the numbers of its tables, which have twice its length', async () => {
    const plain = await picture(400, 300).jpeg().toBuffer();
    const profile = Buffer.alloc(60_000, 1);
    const piece = jpegSegment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.of(1, 1), profile]));
    const file = Buffer.concat([plain.subarray(0, 2), piece, plain.subarray(2)]);
    const more = decodeBytes(readHeader(file), 0, WHOLE) - decodeBytes(readHeader(plain), 0, WHOLE);
    expect(more).toBeGreaterThanOrEqual(3 * 60_000);
    expect(more).toBeLessThan(3 * 61_000);
    // How long the profile of a PNG becomes is known when it is inflated, and no more than 512 KiB are.
    const png8 = (...chunks: Buffer[]): number =>
      decodeBytes(readHeader(png(pngHeader(4, 4), Buffer.alloc(52), ...chunks)), 0, WHOLE);
    expect(png8(pngChunk('iCCP', Buffer.of(65, 0, 0))) - png8()).toBe(3 * 512 * 2 ** 10);
  });

  it('hardly depends on the size of a PNG, which is read row by row', async () => {
    const file = await picture(4000, 3000).png({ compressionLevel: 1 }).toBuffer();
    expect(decodeBytes(readHeader(file), file.length, { divisor: 5, dcOnly: false })).toBeLessThan(18 * 2 ** 20);
  });

  it('covers a PNG of zeros, which inflates a thousandfold', async () => {
    const file = png(pngHeader(7000, 7000, 8, 2), Buffer.alloc(7000 * 21_001));
    let neededBytes = 0;
    const { image } = await decodeImage(file, {
      codecs,
      shortSide: 256,
      admit: (needed, reused) => (neededBytes = needed - reused),
    });
    expect(image.width).toBe(539);
    // One step of inflating makes four megabytes, in a buffer that was copied to one of twice the size.
    expect(neededBytes).toBeGreaterThan(3 * 4 * 2 ** 20);
    expect(neededBytes).toBeLessThan(DEFAULT_DECODE_BYTES);
  });
});

describe('planDecode', () => {
  const pixels = (width: number, height: number): FileHeader =>
    readHeader(png(pngHeader(width, height), Buffer.alloc(0)));

  it('takes 64 megapixels of a PNG or WebP, and no more', async () => {
    expect(planDecode(pixels(8000, 8000), 1000, 256, DEFAULT_DECODE_BYTES).neededBytes).toBeGreaterThan(0);
    expect(() => planDecode(pixels(8000, 8001), 1000, 256, DEFAULT_DECODE_BYTES)).toThrow(
      'The picture has 64.0 megapixels (8000 x 8001), and 64.0 are allowed.',
    );
    const webp = readHeader(await picture(64, 64).webp().toBuffer());
    if (webp.format !== 'webp') throw new Error('it is no WebP');
    const larger = (height: number): FileHeader => ({ ...webp, width: 8000, height, frame: { ...webp.frame } });
    expect(planDecode(larger(8000), 1000, 256, 1e9).neededBytes).toBeGreaterThan(0);
    expect(() => planDecode(larger(8001), 1000, 256, 1e9)).toThrow('64.0 are allowed');
  });

  it('goes to a coarser scale of a JPEG before it refuses it, as long as that has the short side', async () => {
    const jpeg = readHeader(await picture(64, 64).jpeg().toBuffer());
    if (jpeg.format !== 'jpeg') throw new Error('it is no JPEG');
    const sized = (width: number, height: number, progressive = false): FileHeader => ({
      ...jpeg,
      ...{ width, height, frame: { ...jpeg.frame, width, height, progressive } },
    });
    // 700 / 2 is more than 256, and less than one and a half times that.
    expect(planDecode(sized(9000, 700), 1000, 256, 64e6)).toMatchObject({ divisor: 1 });
    expect(planDecode(sized(9000, 700), 1000, 256, DEFAULT_DECODE_BYTES)).toMatchObject({ divisor: 2, dcOnly: false });
    expect(() => planDecode(sized(9000, 500), 1000, 256, 20e6)).toThrow(/are allowed\. Send a smaller picture\.$/);
    // 2047 / 8 is 256 when it is rounded up, as decoders do.
    expect(planDecode(sized(4000, 2047, true), 1000, 256, DEFAULT_DECODE_BYTES)).toMatchObject({
      divisor: 8,
      dcOnly: true,
    });
  });
});

it('settles in the turn in which it decodes, so that no kept codec is counted beside what it was admitted with', async () => {
  const picture = await sharp({ create: { width: 900, height: 700, channels: 3, background: 'teal' } })
    .webp()
    .toBuffer();
  const damaged = picture.subarray(0, 40);
  for (const bytes of [picture, damaged]) {
    let reserved = 0;
    const decoding = decodeImage(bytes, {
      ...{ codecs, shortSide: 256 },
      admit: (needed, reused) => (reserved = needed - reused),
      settle: () => (reserved = 0),
    });
    expect(reserved).toBe(0);
    await decoding.catch(() => undefined);
  }
});
