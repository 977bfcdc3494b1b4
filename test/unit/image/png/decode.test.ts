import { deflateSync } from 'node:zlib';

import { Unzlib } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';

import { decodeImage } from '../../../../src/image/decode.ts';
import { codecs } from '../codecs.ts';
import { png, PNG_SIGNATURE, pngChunk, pngHeader } from '../files.ts';
import { random } from '../random.ts';

/** Bits of a pixel for each colour type and depth of table 12 of the specification. */
const KINDS = [
  [0, 1, 1],
  [0, 2, 2],
  [0, 4, 4],
  [0, 8, 8],
  [0, 16, 16],
  [2, 8, 24],
  [2, 16, 48],
  [3, 1, 1],
  [3, 2, 2],
  [3, 4, 4],
  [3, 8, 8],
  [4, 8, 16],
  [4, 16, 32],
  [6, 8, 32],
  [6, 16, 64],
] as const;

const [WIDTH, HEIGHT] = [13, 11];

async function pixels(file: Buffer): Promise<number[]> {
  const { image } = await decodeImage(file, { codecs, shortSide: 256 });
  return [...image.data];
}

const libvips = async (file: Buffer): Promise<number[]> => [
  ...(await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer()),
];

describe('PNG', () => {
  it.each(KINDS)('colour type %i, depth %i, noise under all five filters', async (colourType, depth, bits) => {
    const next = random(100 * colourType + depth);
    const rowBytes = 1 + Math.ceil((WIDTH * bits) / 8);
    const rows = Uint8Array.from({ length: rowBytes * HEIGHT }, (_, i) =>
      i % rowBytes === 0 ? (i / rowBytes) % 5 : next(256),
    );
    const palette = Uint8Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, () => next(256));
    const file = png(
      pngHeader(WIDTH, HEIGHT, depth, colourType),
      rows,
      ...(colourType === 3 ? [pngChunk('PLTE', palette)] : []),
    );
    const expected = colourType >= 4 ? await onWhite(file) : await libvips(file);
    const actual = await pixels(file);
    expect(actual).toHaveLength(expected.length);
    // One more or less: libvips rounds 16-bit alpha after the mixing.
    for (const [i, value] of actual.entries())
      expect(Math.abs(value - (expected[i] ?? 0)), `byte ${i}`).toBeLessThanOrEqual(1);
  });

  it('lays the one transparent grey, colour or palette entry on white', async () => {
    const grey = png(pngHeader(2, 1, 8, 0), Buffer.of(0, 7, 8), pngChunk('tRNS', Buffer.of(0, 7)));
    expect(await pixels(grey)).toEqual([255, 255, 255, 8, 8, 8]);
    const rgb = png(
      pngHeader(2, 1, 8, 2),
      Buffer.of(0, 1, 2, 3, 1, 2, 4),
      pngChunk('tRNS', Buffer.of(0, 1, 0, 2, 0, 3)),
    );
    expect(await pixels(rgb)).toEqual([255, 255, 255, 1, 2, 4]);
    const deep = png(pngHeader(2, 1, 16, 0), Buffer.of(0, 9, 1, 9, 2), pngChunk('tRNS', Buffer.of(9, 1)));
    expect(await pixels(deep)).toEqual([255, 255, 255, 9, 9, 9]);
    const palette = png(
      pngHeader(3, 1, 2, 3),
      Buffer.of(0, 0b00_01_10_00),
      pngChunk('PLTE', Buffer.of(10, 20, 30, 40, 50, 60, 70, 80, 90)),
      pngChunk('tRNS', Buffer.of(255, 0)),
    );
    expect(await pixels(palette)).toEqual([10, 20, 30, 255, 255, 255, 70, 80, 90]);
  });

  it('reads an interlaced picture of any small size', async () => {
    for (let width = 1; width <= 9; width++) {
      for (const height of [1, 2, 3, 4, 5, 8, 9]) {
        const next = random(10 * width + height);
        const raw = Uint8Array.from({ length: 3 * width * height }, () => next(256));
        const file = await sharp(raw, { raw: { width, height, channels: 3 } })
          .png({ progressive: true })
          .toBuffer();
        expect(await pixels(file)).toEqual([...raw]);
      }
    }
  });

  it('ignores compressed text and profiles, however large they would become', async () => {
    const file = png(
      pngHeader(1, 1),
      Buffer.of(0, 1, 2, 3),
      pngChunk('iCCP', Buffer.alloc(1000)),
      pngChunk('zTXt', Buffer.alloc(1000)),
    );
    expect(await pixels(file)).toEqual([1, 2, 3]);
  });

  it('shows the default picture of an animated PNG, whether it is a frame of the animation or stands before it', async () => {
    const control = pngChunk('acTL', Buffer.of(0, 0, 0, 2, 0, 0, 0, 0));
    const frame = pngChunk('fcTL', Buffer.concat([Buffer.of(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1), Buffer.alloc(14)]));
    const other = pngChunk('fdAT', Buffer.concat([Buffer.of(0, 0, 0, 1), deflateSync(Buffer.of(0, 9, 9, 9))]));
    for (const before of [[control, frame], [control]]) {
      const file = png(pngHeader(1, 1), Buffer.of(0, 1, 2, 3), ...before);
      const end = file.length - 12;
      const animated = Buffer.concat([file.subarray(0, end), frame, other, file.subarray(end)]);
      expect(await pixels(animated)).toEqual([1, 2, 3]);
      expect(await libvips(animated)).toEqual([1, 2, 3]);
    }
  });

  it('is not turned away for the checksum of its image data, as it is for those of header and palette', async () => {
    const file = png(pngHeader(1, 1), Buffer.of(0, 1, 2, 3));
    const wrong = (type: string, length: number): Buffer => {
      const copy = Buffer.from(file);
      const at = copy.indexOf(type) + 4 + length;
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    expect(await pixels(wrong('IDAT', file.readUInt32BE(file.indexOf('IDAT') - 4)))).toEqual([1, 2, 3]);
    await expect(pixels(wrong('IHDR', 13))).rejects.toThrow('The IHDR chunk of the PNG file has a wrong');
  });

  it('takes gAMA, cHRM and sRGB for no reason to convert, as libvips does', async () => {
    const gamma = pngChunk('gAMA', Buffer.of(0, 1, 0x86, 0xa0));
    const primaries = pngChunk('cHRM', Buffer.alloc(32, 0x11));
    const srgb = pngChunk('sRGB', Buffer.of(0));
    for (const chunks of [[gamma], [primaries], [gamma, primaries], [srgb]]) {
      const file = png(pngHeader(1, 1), Buffer.of(0, 10, 120, 230), ...chunks);
      expect(await pixels(file)).toEqual([10, 120, 230]);
      expect(await libvips(file)).toEqual([10, 120, 230]);
    }
  });

  it('may come in a hundred thousand pieces', async () => {
    const rows = deflateSync(Buffer.of(0, 1, 2, 3));
    const piece = pngChunk('IDAT', Buffer.of());
    const file = Buffer.concat([
      PNG_SIGNATURE,
      pngChunk('IHDR', pngHeader(1, 1)),
      ...Array.from({ length: 100_000 }, () => piece),
      ...[...rows].map((byte) => pngChunk('IDAT', Buffer.of(byte))),
      pngChunk('IEND', Buffer.of()),
    ]);
    expect(await pixels(file)).toEqual([1, 2, 3]);
  });

  it('is inflated in steps of some kilobytes, even if every chunk has one byte', async () => {
    const below = random(4);
    const [width, height] = [100, 100];
    const rows = Buffer.from(Uint8Array.from({ length: (1 + 3 * width) * height }, () => below(256)));
    for (let y = 0; y < height; y++) rows[y * (1 + 3 * width)] = 0;
    const data = deflateSync(rows);
    const head = [PNG_SIGNATURE, pngChunk('IHDR', pngHeader(width, height))];
    const pieces = Array.from(data, (byte) => pngChunk('IDAT', Buffer.of(byte)));
    const whole = await pixels(png(pngHeader(width, height), rows));
    const pushes = vi.spyOn(Unzlib.prototype, 'push');
    expect(await pixels(Buffer.concat([...head, ...pieces, pngChunk('IEND', Buffer.of())]))).toEqual(whole);
    expect(pushes.mock.calls.length).toBeGreaterThan(0);
    expect(pushes.mock.calls.length).toBeLessThan(data.length / 1000);
    pushes.mockRestore();
  });
});

/** libvips keeps 16 bits while it mixes, so the mixing is done here, on the bytes. */
async function onWhite(file: Buffer): Promise<number[]> {
  const { data } = await sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const out: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    const alpha = (data[i + 3] ?? 0) / 255;
    for (let channel = i; channel < i + 3; channel++) out.push((data[channel] ?? 0) * alpha + 255 * (1 - alpha));
  }
  return out;
}
