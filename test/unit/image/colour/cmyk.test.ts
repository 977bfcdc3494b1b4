import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BLACK_LEVELS, CMYK_TABLE, INK_LEVELS } from '../../../../src/image/colour/cmyk-table.ts';
import { cmykToRgb } from '../../../../src/image/colour/cmyk.ts';
import { difference } from '../difference.ts';
import { random } from '../random.ts';

/** An uncompressed CMYK TIFF without a profile (TIFF 6.0, section 16). */
function cmykTiff(width: number, height: number, pixels: Uint8Array): Buffer {
  const entries = 10;
  const depths = 8 + 2 + 12 * entries + 4;
  const start = depths + 8;
  const file = Buffer.alloc(start + pixels.length);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries, 8);
  const SHORT = 3;
  const LONG = 4;
  [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 4, depths],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 5],
    [273, LONG, 1, start],
    [277, SHORT, 1, 4],
    [278, LONG, 1, height],
    [279, LONG, 1, pixels.length],
    [284, SHORT, 1, 1],
  ].forEach(([tag = 0, type = 0, count = 0, value = 0], i) => {
    file.writeUInt16LE(tag, 10 + 12 * i);
    file.writeUInt16LE(type, 12 + 12 * i);
    file.writeUInt32LE(count, 14 + 12 * i);
    file.writeUInt32LE(value, 18 + 12 * i);
  });
  for (let i = 0; i < 4; i++) file.writeUInt16LE(8, depths + 2 * i);
  file.set(pixels, start);
  return file;
}

const libvips = (width: number, height: number, pixels: Uint8Array): Promise<Buffer> =>
  sharp(cmykTiff(width, height, pixels))
    .toColourspace('srgb')
    .raw()
    .toBuffer();

describe('the CMYK table', () => {
  it('is what its recipe makes', async () => {
    const mixtures: number[] = [];
    for (const black of BLACK_LEVELS)
      for (const yellow of INK_LEVELS)
        for (const magenta of INK_LEVELS) for (const cyan of INK_LEVELS) mixtures.push(cyan, magenta, yellow, black);
    const table = await libvips(
      INK_LEVELS.length ** 2,
      INK_LEVELS.length * BLACK_LEVELS.length,
      Uint8Array.from(mixtures),
    );
    expect(difference(CMYK_TABLE, table).max).toBeLessThanOrEqual(1);
  });
});

describe('cmykToRgb', () => {
  it('leaves paper white and makes full ink black', () => {
    expect([...cmykToRgb(Uint8Array.of(0, 0, 0, 0))]).toEqual([255, 255, 255]);
    expect([...cmykToRgb(Uint8Array.of(255, 255, 255, 255))]).toEqual([0, 0, 0]);
  });

  it('interpolates halfway between neighbours of the table', () => {
    const [low = 0, high = 0] = INK_LEVELS;
    const middle = (high - low) / 2;
    const [left = 0] = cmykToRgb(Uint8Array.of(low, 0, 0, 0));
    const [right = 0] = cmykToRgb(Uint8Array.of(high, 0, 0, 0));
    const [between = 0] = cmykToRgb(Uint8Array.of(Math.floor(middle), 0, 0, 0));
    expect(Math.abs(between - (left + right) / 2)).toBeLessThanOrEqual(2);
  });

  it('stays close to a colour-managed conversion of any mixture', async () => {
    const next = random(11);
    const pixels = Uint8Array.from({ length: 4 * 100 * 100 }, () => next(256));
    expect(difference(cmykToRgb(pixels), await libvips(100, 100, pixels)).mean).toBeLessThan(2);
  });
});
