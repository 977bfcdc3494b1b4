import { describe, expect, it } from 'vitest';

import { readHeader } from '../../../../src/image/file-header.ts';
import type { JpegHeader } from '../../../../src/image/jpeg/header.ts';
import { jpegHeaders, jpegSegment, kindOfRefusal } from '../files.ts';

const [APP0, APP2, APP14, DNL, DRI, SOS] = [0xe0, 0xe2, 0xee, 0xdc, 0xdd, 0xda];
const END_BYTES = 2;
/** A scan of the three components of {@link jpegHeaders}. */
const SCAN = jpegSegment(SOS, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);

const file = jpegHeaders(0xc0, 300, 200);
const after = (jpeg: Buffer, ...segments: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
const before = (jpeg: Buffer, ...segments: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, -END_BYTES), ...segments, jpeg.subarray(-END_BYTES)]);

function read(bytes: Buffer): JpegHeader {
  const header = readHeader(bytes);
  if (header.format !== 'jpeg') throw new Error('it is no JPEG');
  return header;
}

describe('the limits of a JPEG', () => {
  it('are sides of 1 to 65,500 pixels', () => {
    expect(read(jpegHeaders(0xc0, 65_500, 1))).toMatchObject({ width: 65_500, height: 1 });
    expect(read(jpegHeaders(0xc0, 1, 65_500))).toMatchObject({ width: 1, height: 65_500 });
    for (const [width, height] of [
      [65_501, 1],
      [1, 65_501],
      [0, 200],
      [300, 0],
    ] as const)
      expect(kindOfRefusal(jpegHeaders(0xc0, width, height))).toBe('bad_dimensions');
  });

  it('are 100 scans', () => {
    expect(read(before(file, ...new Array<Buffer>(99).fill(SCAN))).scans).toHaveLength(100);
    expect(() => read(before(file, ...new Array<Buffer>(100).fill(SCAN)))).toThrow('a JPEG of more than 100 scans');
    expect(kindOfRefusal(before(file, ...new Array<Buffer>(100).fill(SCAN)))).toBe('unsupported_format');
  });

  it('are 255 pieces of a profile, which are numbered in a byte', () => {
    const piece = jpegSegment(APP2, Buffer.from('ICC_PROFILE\0\x01\x02abc', 'latin1'));
    expect(read(after(file, piece, piece)).profile.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual([
      '\x01\x02abc',
      '\x01\x02abc',
    ]);
    expect(read(after(file, ...new Array<Buffer>(255).fill(piece))).profile).toHaveLength(255);
    expect(read(after(file, ...new Array<Buffer>(256).fill(piece))).profile).toHaveLength(255);
    expect(read(after(file, jpegSegment(APP2, Buffer.from('MPF\0')))).profile).toEqual([]);
  });

  it('are segments of at least two bytes, their length itself', () => {
    expect(read(after(file, Buffer.of(0xff, 0xe5, 0, 2))).width).toBe(300);
    for (const length of [0, 1])
      expect(() => read(after(file, Buffer.of(0xff, 0xe5, 0, length)))).toThrow('a segment of impossible length');
  });
});

describe('the colours of a JPEG', () => {
  const jfif = jpegSegment(APP0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1'));
  const adobe = (transform: number): Buffer =>
    jpegSegment(APP14, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]);
  const four = jpegHeaders(0xc0, 300, 200, 8, 4);
  const named = Buffer.from(
    file
      .toString('latin1')
      .replaceAll('\x01\x11', 'R\x11')
      .replaceAll('\x02\x11', 'G\x11')
      .replaceAll('\x03\x11', 'B\x11')
      .replace('\x03\x01\0\x02\0\x03\0', '\x03R\0G\0B\0'),
    'latin1',
  );

  it.each([
    ['one component', jpegHeaders(0xc0, 300, 200, 8, 1), 'grey'],
    ['three', file, 'ycbcr'],
    ['three, called R, G and B', named, 'rgb'],
    ['three, called so, in a JFIF file', after(named, jfif), 'ycbcr'],
    ['three, and Adobe says 0', after(file, adobe(0)), 'rgb'],
    ['three, and Adobe says 1', after(file, adobe(1)), 'ycbcr'],
    ['three, called R, G and B, and Adobe says 1', after(named, adobe(1)), 'ycbcr'],
    ['three in a JFIF file, and Adobe says 0', after(file, jfif, adobe(0)), 'ycbcr'],
    ['three, and Adobe says 0 and then 1', after(file, adobe(0), adobe(1)), 'rgb'],
    ['four', four, 'cmyk'],
    ['four, and Adobe says 0', after(four, adobe(0)), 'cmyk'],
    ['four, and Adobe says 2', after(four, adobe(2)), 'ycck'],
  ])('%s', (_, bytes, colour) => {
    expect(read(bytes).colour).toBe(colour);
  });
});

describe('the segments of a JPEG', () => {
  it('say the height that the frame did not know, and no other', () => {
    const unknown = jpegHeaders(0xc0, 300, 0);
    expect(read(before(unknown, jpegSegment(DNL, [1, 44]))).height).toBe(300);
    expect(read(before(file, jpegSegment(DNL, [1, 44]))).height).toBe(200);
  });

  it('say the restart interval of the scans behind them', () => {
    const { scans } = read(before(after(file, jpegSegment(DRI, [1, 2])), jpegSegment(DRI, [0, 0]), SCAN));
    expect(scans.map(({ restartInterval }) => restartInterval)).toEqual([258, 0]);
  });

  it('end a scan where the next one begins', () => {
    const first = file.length - END_BYTES;
    const { scans, end } = read(before(file, Buffer.of(1, 2, 3), SCAN, Buffer.of(4)));
    expect(scans.map((scan) => [scan.at, scan.start, scan.end])).toEqual([
      [first - SCAN.length, first, first + 3],
      [first + 3, first + 3 + SCAN.length, first + 4 + SCAN.length],
    ]);
    expect(end).toBe(first + 4 + SCAN.length);
  });

  it('say where tables are', () => {
    const dri = jpegSegment(DRI, [0, 0]);
    expect(read(after(file, jpegSegment(0xe5, [9]), dri)).tables).toEqual([{ at: 7, end: 7 + dri.length }]);
  });
});

describe('a JPEG without a picture', () => {
  const soi = Buffer.of(0xff, 0xd8);
  const eoi = Buffer.of(0xff, 0xd9);
  const app = jpegSegment(0xe5, Buffer.alloc(40));

  it.each([
    ['ends before it', Buffer.concat([soi, app]), 'truncated'],
    ['ends within a segment', Buffer.concat([soi, app.subarray(0, 20)]), 'truncated'],
    ['ends before its scan', file.subarray(0, file.length - END_BYTES - SCAN.length), 'truncated'],
    ['ends within its scan header', file.subarray(0, file.length - END_BYTES - 3), 'truncated'],
    ['has none', Buffer.concat([soi, app, eoi]), 'not_a_picture'],
    [
      'has a frame and no scan',
      Buffer.concat([file.subarray(0, file.length - END_BYTES - SCAN.length), eoi]),
      'not_a_picture',
    ],
  ])('%s', (_, bytes, kind) => {
    expect(kindOfRefusal(bytes)).toBe(kind);
  });
});
