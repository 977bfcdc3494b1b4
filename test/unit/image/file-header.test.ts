import { describe, expect, it } from 'vitest';

import { readHeader } from '../../../src/image/file-header.ts';
import { frameBlocks } from '../../../src/image/jpeg/frame.ts';
import { exif, jpegHeaders, jpegSegment, png, pngChunk, pngHeader, webp } from './files.ts';

const after = (file: Buffer, ...segments: Buffer[]): Buffer =>
  Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
const app1 = (orientation: number): Buffer =>
  jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation, false)]));

describe('the header of a JPEG', () => {
  const file = jpegHeaders(0xc0, 300, 200);

  it('says size, components and kind', () => {
    expect(readHeader(file)).toMatchObject({
      width: 300,
      height: 200,
      frame: { components: [{ id: 1 }, { id: 2 }, { id: 3 }], progressive: false },
      orientation: 1,
    });
    expect(readHeader(jpegHeaders(0xc2, 300, 200, 8, 1))).toMatchObject({
      frame: { components: [{ id: 1, across: 1, down: 1 }], progressive: true },
    });
  });

  it('counts the blocks of whole MCUs', () => {
    const frame = { width: 300, height: 200, progressive: false };
    const component = { id: 1, across: 1, down: 1, table: 0 };
    expect(frameBlocks({ ...frame, components: [component, component, component] })).toBe(3 * 38 * 25);
    expect(frameBlocks({ ...frame, components: [{ ...component, across: 2, down: 2 }, component, component] })).toBe(
      6 * 19 * 13,
    );
  });

  it('does not take the thumbnail inside EXIF for the picture', () => {
    const thumbnail = jpegHeaders(0xc0, 16, 16);
    const block = Buffer.concat([Buffer.from('Exif\0\0'), exif(3, true), thumbnail]);
    expect(readHeader(after(file, jpegSegment(0xe1, block)))).toMatchObject({
      width: 300,
      height: 200,
      orientation: 3,
    });
  });

  it('finds EXIF behind XMP, and keeps the first orientation', () => {
    const xmp = jpegSegment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>'));
    expect(readHeader(after(file, xmp, app1(6), app1(8)))).toMatchObject({ orientation: 6 });
  });

  it('passes over fill bytes between segments', () => {
    expect(readHeader(after(file, Buffer.of(0xff, 0xff, 0xff), app1(6)))).toMatchObject({ width: 300, orientation: 6 });
  });

  it('ends the picture at its own end marker, not at one of a picture that follows', () => {
    expect(readHeader(Buffer.concat([file, file]))).toMatchObject({ end: file.length - 2, isClosed: true });
    expect(readHeader(file.subarray(0, -2))).toMatchObject({ end: file.length - 2, isClosed: false });
  });

  it('does not take stuffed bytes and restart markers for the end', () => {
    const scan = Buffer.of(1, 0xff, 0, 2, 0xff, 0xd0, 3, 0xff, 0xd7);
    const longer = Buffer.concat([file.subarray(0, -2), scan, file.subarray(-2)]);
    expect(readHeader(longer)).toMatchObject({ end: longer.length - 2 });
  });
});

describe('the orientation of a JPEG', () => {
  const file = jpegHeaders(0xc0, 30, 20);
  const orientation = (...contents: Buffer[]): unknown =>
    readHeader(
      Buffer.concat([file.subarray(0, 2), ...contents.map((content) => jpegSegment(0xe1, content)), file.subarray(2)]),
    );
  const block = (value: number, mark = 'Exif\0\0'): Buffer => Buffer.concat([Buffer.from(mark), exif(value, false)]);

  it('is that of the first block that is EXIF, behind XMP and marks that are none', () => {
    const xmp = Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>');
    expect(orientation(xmp, block(6))).toMatchObject({ orientation: 6 });
    expect(orientation(block(6, 'exif\0\0'), block(3))).toMatchObject({ orientation: 3 });
    expect(orientation(block(6, 'Exif'))).toMatchObject({ orientation: 1 });
    expect(orientation(Buffer.alloc(0), block(8), block(2))).toMatchObject({ orientation: 8 });
  });

  it('is upright where the first block is broken, whatever the second says', () => {
    expect(orientation(Buffer.from('Exif\0\0MM'), block(6))).toMatchObject({ orientation: 1 });
  });
});

describe('the header of a PNG', () => {
  it('counts the first EXIF block, behind the pixels too, and no colours of its palette there', () => {
    const [first, second] = [pngChunk('eXIf', exif(5, true)), pngChunk('eXIf', exif(2, false))];
    expect(readHeader(png(pngHeader(7, 5), Buffer.alloc(8), first, second))).toMatchObject({ orientation: 5 });
    const file = png(pngHeader(7, 5), Buffer.alloc(8));
    const end = file.length - 12;
    const late = [first, second, pngChunk('tRNS', Buffer.alloc(6)), pngChunk('iCCP', Buffer.alloc(9))];
    const behind = Buffer.concat([file.subarray(0, end), ...late, file.subarray(end)]);
    expect(readHeader(behind)).toMatchObject({
      ...{ orientation: 5, transparency: new Uint8Array(), profile: undefined },
    });
  });

  it('says size, depth, kind, interlacing and orientation', () => {
    const file = png(pngHeader(70, 50, 16, 6, 1), Buffer.alloc(8), pngChunk('eXIf', exif(7, true)));
    expect(readHeader(file)).toMatchObject({
      format: 'png',
      width: 70,
      height: 50,
      bitDepth: 16,
      colourType: 6,
      interlaced: true,
      orientation: 7,
    });
  });
});

describe('the header of a WebP', () => {
  const lossy = Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x41, 200, 0x80, 0, 0);
  // 14 bits of width - 1, 14 bits of height - 1.
  const lossless = Buffer.of(0x2f, 0x2b, 0xc1, 0x31, 0, 0, 0);

  /** A canvas of 300 x 200 with these flags. */
  const canvasOf = (flags: number): Buffer => Buffer.of(flags, 0, 0, 0, 0x2b, 1, 0, 199, 0, 0);

  it('says the size of a lossy picture without its scaling bits', () => {
    expect(readHeader(webp(['VP8 ', lossy]))).toMatchObject({ width: 300, height: 200, lossless: false });
  });

  it('says the size of a lossless picture', () => {
    expect(readHeader(webp(['VP8L', lossless]))).toMatchObject({ width: 300, height: 200, lossless: true });
  });

  it('believes the picture, not the canvas around it', () => {
    const canvas = Buffer.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    expect(readHeader(webp(['VP8X', canvas], ['VP8 ', lossy]))).toMatchObject({ width: 300, height: 200 });
  });

  it('reads the orientation, with and without the prefix of JPEG', () => {
    for (const block of [exif(5, true), Buffer.concat([Buffer.from('Exif\0\0'), exif(5, true)])]) {
      const file = webp(['VP8X', canvasOf(0x08)], ['VP8 ', lossy], ['EXIF', block]);
      expect(readHeader(file)).toMatchObject({ orientation: 5 });
    }
  });

  it('counts the first EXIF block, before the picture or behind it', () => {
    const [first, second] = [exif(3, true), exif(8, false)];
    for (const chunks of [
      [['VP8 ', lossy] as const, ['EXIF', first] as const, ['EXIF', second] as const],
      [['EXIF', first] as const, ['VP8 ', lossy] as const, ['EXIF', second] as const],
    ])
      expect(readHeader(webp(['VP8X', canvasOf(0x08)], ...chunks))).toMatchObject({ orientation: 3 });
  });

  it('does not count what it does not announce', () => {
    const chunks = [
      ['ICCP', Buffer.of(1)],
      ['ALPH', Buffer.of(0, 255)],
      ['VP8 ', lossy],
      ['EXIF', exif(5, true)],
    ] as const;
    const nothing = { orientation: 1, alpha: undefined, opaque: true, profile: undefined };
    expect(readHeader(webp(...chunks))).toMatchObject(nothing);
    expect(readHeader(webp(['VP8X', canvasOf(0)], ...chunks))).toMatchObject(nothing);
    const all = readHeader(webp(['VP8X', canvasOf(0x38)], ...chunks));
    expect(all).toMatchObject({ orientation: 5, alpha: Buffer.of(0, 255), opaque: false, profile: Buffer.of(1) });
  });

  it('is opaque where a lossless picture says so', () => {
    const used = Buffer.from(lossless);
    used[4] = 0x10;
    expect(readHeader(webp(['VP8L', lossless]))).toMatchObject({ opaque: true });
    expect(readHeader(webp(['VP8L', used]))).toMatchObject({ opaque: false });
  });

  it('finds the first frame of an animation', () => {
    const frame = webp(['VP8L', lossless]).subarray(12);
    // A canvas of 400 x 250; the frame begins at twice 10 and twice 7.
    const canvas = Buffer.of(2, 0, 0, 0, 0x8f, 1, 0, 249, 0, 0);
    const place = Buffer.concat([Buffer.of(10, 0, 0, 7), Buffer.alloc(12)]);
    const animation = (...chunks: (readonly [string, Uint8Array])[]): Buffer =>
      webp(...chunks, ['ANIM', Buffer.alloc(6)], ['ANMF', Buffer.concat([place, frame])]);
    expect(readHeader(animation(['VP8X', canvas]))).toMatchObject({
      width: 400,
      height: 250,
      frame: { left: 20, top: 14, width: 300, height: 200 },
      animated: true,
      lossless: true,
    });
    const narrow = Buffer.from(canvas);
    narrow[4] = 0x3e;
    for (const chunks of [[], [['VP8X', narrow]]] as const)
      expect(() => readHeader(animation(...chunks))).toThrow('damaged picture header');
  });
});
