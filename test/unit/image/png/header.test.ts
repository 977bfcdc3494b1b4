import { describe, expect, it } from 'vitest';

import { readHeader } from '../../../../src/image/file-header.ts';
import { inflatedBytes, pixelBits, type PngHeader } from '../../../../src/image/png/header.ts';
import { exif, kindOfRefusal, png, PNG_SIGNATURE, pngChunk, pngHeader } from '../files.ts';

const palette = (bytes: number): Buffer => pngChunk('PLTE', Buffer.alloc(bytes));
const IEND = pngChunk('IEND', Buffer.of());
const IDAT = pngChunk('IDAT', Buffer.alloc(8));
const IHDR = pngChunk('IHDR', pngHeader(70, 50));

function read(bytes: Buffer): PngHeader {
  const header = readHeader(bytes);
  if (header.format !== 'png') throw new Error('it is no PNG');
  return header;
}

const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks]);

/** A file whose last chunk before the pixels has one wrong bit in its checksum. */
function withWrongChecksum(type: string, content: Uint8Array): Buffer {
  const chunk = pngChunk(type, content);
  const last = chunk.length - 1;
  chunk.writeUInt8(chunk.readUInt8(last) ^ 1, last);
  return pngOf(IHDR, chunk, IDAT, IEND);
}

describe('the pixel formats of a PNG', () => {
  it('are those of the specification, with so many bits a pixel', () => {
    const found = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((colourType) =>
      Array.from({ length: 32 }, (_, depth) => depth + 1).flatMap((depth) => {
        const file = png(pngHeader(70, 50, depth, colourType), Buffer.alloc(8), palette(6));
        if (kindOfRefusal(file) === 'not_a_picture') return [];
        return [[colourType, depth, pixelBits(read(file))]];
      }),
    );
    expect(found).toEqual([
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
    ]);
  });

  it('are interlaced or not, and need a palette where they point into one', () => {
    expect(read(png(pngHeader(70, 50, 8, 2, 0), Buffer.alloc(8))).interlaced).toBe(false);
    expect(read(png(pngHeader(70, 50, 8, 2, 1), Buffer.alloc(8))).interlaced).toBe(true);
    expect(kindOfRefusal(png(pngHeader(70, 50, 8, 2, 2), Buffer.alloc(8)))).toBe('not_a_picture');
    expect(kindOfRefusal(png(pngHeader(70, 50, 8, 3), Buffer.alloc(8)))).toBe('not_a_picture');
  });

  it('inflate to rows with a filter byte and another one to spare', () => {
    // 71 pixels of one bit take 9 bytes; 71 of 48 bits 426.
    expect(inflatedBytes(read(png(pngHeader(71, 50, 1, 0), Buffer.alloc(8))))).toBe(50 * 11);
    expect(inflatedBytes(read(png(pngHeader(71, 50, 16, 2), Buffer.alloc(8))))).toBe(50 * 428);
  });
});

describe('the limits of a PNG', () => {
  it('are sides of 1 to 65,500 pixels', () => {
    expect(read(png(pngHeader(65_500, 1), Buffer.alloc(8))).width).toBe(65_500);
    for (const [width, height] of [
      [65_501, 1],
      [1, 65_501],
      [0, 50],
      [70, 0],
    ] as const)
      expect(kindOfRefusal(png(pngHeader(width, height), Buffer.alloc(8)))).toBe('bad_dimensions');
  });

  it('are 256 colours, and an alpha for each', () => {
    const indexed = (...before: Buffer[]): Buffer => png(pngHeader(70, 50, 8, 3), Buffer.alloc(8), ...before);
    const file = indexed(palette(768), pngChunk('tRNS', Buffer.alloc(256, 7)));
    expect(read(file).palette).toHaveLength(768);
    expect(read(file).transparency).toHaveLength(256);
    expect(kindOfRefusal(indexed(palette(769)))).toBe('not_a_picture');
    expect(kindOfRefusal(indexed(palette(768), pngChunk('tRNS', Buffer.alloc(257))))).toBe('not_a_picture');
  });

  it('are an IHDR of 13 bytes, first of all', () => {
    expect(read(pngOf(IHDR, IDAT, IEND))).toMatchObject({ width: 70, height: 50, isClosed: true });
    for (const wrong of [
      pngOf(pngChunk('IHDR', Buffer.concat([pngHeader(70, 50), Buffer.of(0)])), IDAT, IEND),
      pngOf(pngChunk('IHDR', pngHeader(70, 50).subarray(0, 12)), IDAT, IEND),
      pngOf(pngChunk('tEXt', Buffer.of(1)), IHDR, IDAT, IEND),
    ])
      expect(kindOfRefusal(wrong)).toBe('not_a_picture');
  });
});

describe('the chunks of a PNG', () => {
  it('are checked where the picture depends on them, and not where it does not', () => {
    expect(kindOfRefusal(withWrongChecksum('PLTE', Buffer.alloc(6)))).toBe('not_a_picture');
    expect(kindOfRefusal(withWrongChecksum('tRNS', Buffer.alloc(6)))).toBe('not_a_picture');
    expect(read(withWrongChecksum('eXIf', exif(6, true))).orientation).toBe(6);
    expect(read(withWrongChecksum('iCCP', Buffer.from('name\0\0x'))).profile).toHaveLength(7);
    expect(read(withWrongChecksum('tEXt', Buffer.of(1)))).toMatchObject({ profile: undefined, orientation: 1 });
  });

  it('count the first time, and those about colours only before the pixels', () => {
    const text = (file: Buffer): string => Buffer.from(read(file).transparency).toString();
    const [first, second] = ['first1', 'second'].map((value) => pngChunk('tRNS', Buffer.from(value)));
    if (first === undefined || second === undefined) throw new Error('there are two');
    expect(text(pngOf(IHDR, first, second, IDAT, IEND))).toBe('first1');
    expect(text(pngOf(IHDR, first, IDAT, second, IEND))).toBe('first1');
    expect(text(pngOf(IHDR, IDAT, first, IEND))).toBe('');
    const profile = pngChunk('iCCP', Buffer.from('name\0\0x'));
    expect(read(pngOf(IHDR, IDAT, profile, palette(3), IEND))).toMatchObject({
      profile: undefined,
      palette: new Uint8Array(),
    });
    // EXIF may come last (PNG specification, 11.3.4.5).
    expect(read(pngOf(IHDR, IDAT, pngChunk('eXIf', exif(6, true)), IEND)).orientation).toBe(6);
  });

  it('tell where the pixels begin, and whether the file ends', () => {
    expect(read(pngOf(IHDR, IDAT, IDAT, IEND))).toMatchObject({ imageStart: 8 + IHDR.length, isClosed: true });
    expect(read(pngOf(IHDR, IDAT, IDAT))).toMatchObject({ imageStart: 8 + IHDR.length, isClosed: false });
  });

  it('without pixels are cut off, or no picture', () => {
    expect(kindOfRefusal(pngOf(IHDR))).toBe('truncated');
    expect(kindOfRefusal(pngOf(IHDR.subarray(0, 20)))).toBe('truncated');
    expect(kindOfRefusal(pngOf(IHDR, IEND))).toBe('not_a_picture');
  });
});
