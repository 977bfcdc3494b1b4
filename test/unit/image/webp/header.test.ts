import { describe, expect, it } from 'vitest';

import { readHeader } from '../../../../src/image/file-header.ts';
import type { WebpHeader } from '../../../../src/image/webp/header.ts';
import { exif, kindOfRefusal, webp } from '../files.ts';

/** 300 x 200; the bits above the 14 of each side say how to scale. */
const LOSSY = Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x41, 200, 0x80);
/** 300 x 200, in 14 bits of width - 1 and 14 bits of height - 1. */
const LOSSLESS = Buffer.of(0x2f, 0x2b, 0xc1, 0x31, 0);

function read(bytes: Buffer): WebpHeader {
  const header = readHeader(bytes);
  if (header.format !== 'webp') throw new Error('it is no WebP');
  return header;
}

const changed = (bytes: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
};

describe('the bitstream of a WebP', () => {
  it('has a header of 10 bytes, or of 5', () => {
    expect(read(webp(['VP8 ', LOSSY]))).toMatchObject({ width: 300, height: 200, lossless: false });
    expect(read(webp(['VP8L', LOSSLESS]))).toMatchObject({ width: 300, height: 200, lossless: true });
    // The file has its end, so it was not cut off.
    expect(kindOfRefusal(webp(['VP8 ', LOSSY.subarray(0, 9)]))).toBe('not_a_picture');
    expect(kindOfRefusal(webp(['VP8L', LOSSLESS.subarray(0, 4)]))).toBe('not_a_picture');
  });

  it('has the largest sides of 14 bits', () => {
    const lossless = Buffer.of(0x2f, 0xff, 0xff, 0xff, 0x0f);
    // The next bit says that alpha is used, the three behind it have to be 0.
    expect(read(webp(['VP8L', lossless]))).toMatchObject({ width: 16_384, height: 16_384, opaque: true });
    expect(read(webp(['VP8L', changed(lossless, 4, 0x1f)]))).toMatchObject({ height: 16_384, opaque: false });
    const lossy = Buffer.concat([LOSSY.subarray(0, 6), Buffer.of(0xff, 0xff, 0xff, 0xff)]);
    expect(read(webp(['VP8 ', lossy]))).toMatchObject({ width: 16_383, height: 16_383 });
  });

  it.each([
    ['a frame that needs another one', webp(['VP8 ', changed(LOSSY, 0, 0x11)])],
    ['another start code', webp(['VP8 ', changed(LOSSY, 3, 0x9c)])],
    ['another start code at its end', webp(['VP8 ', changed(LOSSY, 5, 0x2b)])],
    ['another signature', webp(['VP8L', changed(LOSSLESS, 0, 0x2e)])],
    ['no picture', webp(['EXIF', Buffer.alloc(8)])],
  ])('is refused with %s', (_, file) => {
    expect(kindOfRefusal(file)).toBe('not_a_picture');
  });

  it('has no side of 0', () => {
    expect(kindOfRefusal(webp(['VP8 ', changed(changed(LOSSY, 6, 0), 7, 0)]))).toBe('bad_dimensions');
  });
});

describe('the chunks of a WebP', () => {
  it('are padded to even lengths, and count the first time', () => {
    const file = webp(['XMP ', Buffer.alloc(3)], ['VP8L', LOSSLESS], ['VP8L', changed(LOSSLESS, 1, 0)]);
    expect(read(file)).toMatchObject({ width: 300, height: 200 });
    expect(read(file).image).toHaveLength(5);
  });

  it('are announced by one bit each, and by no other', () => {
    const canvas = (flags: number): Buffer => Buffer.of(flags, 0, 0, 0, 0x2b, 1, 0, 199, 0, 0);
    const announced = (flags: number): WebpHeader =>
      read(
        webp(
          ['VP8X', canvas(flags)],
          ['ICCP', Buffer.of(1, 2)],
          ['ALPH', Buffer.of(0, 255)],
          ['VP8 ', LOSSY],
          ['EXIF', exif(5, true)],
        ),
      );
    const nothing = { profile: undefined, alpha: undefined, opaque: true, orientation: 1 };
    expect(announced(0xc7)).toMatchObject(nothing);
    expect(announced(0x20)).toMatchObject({ ...nothing, profile: Buffer.of(1, 2) });
    expect(announced(0x10)).toMatchObject({ ...nothing, alpha: Buffer.of(0, 255), opaque: false });
    expect(announced(0x08)).toMatchObject({ ...nothing, orientation: 5 });
  });

  it('end with the file, which may be shorter than it says', () => {
    const file = webp(['VP8 ', LOSSY]);
    expect(read(file).isClosed).toBe(true);
    expect(read(Buffer.concat([file, Buffer.from('more')])).isClosed).toBe(true);
    expect(kindOfRefusal(file.subarray(0, -1))).toBe('truncated');
    const longer = webp(['VP8 ', LOSSY], ['EXIF', Buffer.alloc(10)]);
    expect(read(longer.subarray(0, -1))).toMatchObject({ width: 300, isClosed: false });
  });
});

describe('the frame of an animation', () => {
  const animation = (canvas: Buffer, left: number, top: number): Buffer => {
    const place = Buffer.concat([Buffer.of(left, 0, 0, top, 0, 0), Buffer.alloc(10)]);
    const picture = webp(['VP8L', LOSSLESS]).subarray(12);
    return webp(['VP8X', canvas], ['ANMF', Buffer.concat([place, picture])]);
  };
  /** A canvas of this size, in 24 bits of each side less one. */
  const canvasOf = (width: number, height: number): Buffer => {
    const [across, down] = [width - 1, height - 1];
    return Buffer.of(2, 0, 0, 0, across & 255, across >> 8, 0, down & 255, down >> 8, 0);
  };

  it('may reach the edges of the canvas, and not pass them', () => {
    expect(read(animation(canvasOf(320, 214), 10, 7))).toMatchObject({
      ...{ width: 320, height: 214, animated: true },
      frame: { left: 20, top: 14, width: 300, height: 200 },
    });
    expect(kindOfRefusal(animation(canvasOf(319, 214), 10, 7))).toBe('not_a_picture');
    expect(kindOfRefusal(animation(canvasOf(320, 213), 10, 7))).toBe('not_a_picture');
    expect(kindOfRefusal(animation(canvasOf(320, 214).subarray(0, 9), 10, 7))).toBe('not_a_picture');
  });

  it('has a place in 24 bits', () => {
    const canvas = Buffer.of(2, 0, 0, 0, 0xff, 0xff, 0, 0xff, 0xff, 0);
    expect(kindOfRefusal(animation(canvas, 10, 7))).toBe('bad_dimensions');
    const place = Buffer.concat([Buffer.of(0, 1, 0, 1, 2, 0), Buffer.alloc(10)]);
    const picture = webp(['VP8L', LOSSLESS]).subarray(12);
    const file = webp(['VP8X', canvasOf(60_000, 60_000)], ['ANMF', Buffer.concat([place, picture])]);
    expect(read(file).frame).toMatchObject({ left: 512, top: 1026 });
  });
});
