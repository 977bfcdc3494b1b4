import { crc32, deflateSync } from 'node:zlib';

import { readHeader } from '../../../src/image/file-header.ts';
import { ImageError, type ImageErrorKind } from '../../../src/image/image-error.ts';

const word = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).reverse();

/** One PNG chunk with its checksum. */
export function pngChunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([word(content.length), named, word(crc32(named))]);
}

export const PNG_SIGNATURE = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The content of IHDR. */
export const pngHeader = (width: number, height: number, depth = 8, colourType = 2, interlace = 0): Buffer =>
  Buffer.concat([word(width), word(height), Buffer.of(depth, colourType, 0, 0, interlace)]);

/** A PNG file with the given header and rows, each row beginning with its filter. */
export function png(header: Buffer, rows: Uint8Array, ...before: Buffer[]): Buffer {
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.of()),
  ]);
}

/** One JPEG segment with its length. */
export const jpegSegment = (marker: number, content: readonly number[] | Uint8Array): Buffer =>
  Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content]);

/** A JPEG of headers only: a frame of the given kind and size, one scan without data, and the end. */
export const jpegHeaders = (frame: number, width: number, height: number, bits = 8, components = 3): Buffer =>
  Buffer.concat([
    Buffer.of(0xff, 0xd8),
    jpegSegment(frame, [
      bits,
      height >> 8,
      height & 255,
      width >> 8,
      width & 255,
      components,
      ...Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat(),
    ]),
    jpegSegment(0xda, [components, ...Array.from({ length: components }, (_, i) => [i + 1, 0]).flat(), 0, 63, 0]),
    Buffer.of(0xff, 0xd9),
  ]);

/** One chunk of a WebP file, padded to an even length. */
export const webpChunk = (type: string, content: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(type, 'latin1'),
    word(content.length).reverse(),
    content,
    Buffer.alloc(content.length % 2),
  ]);

/** A WebP container around chunks. */
export function webp(...chunks: (readonly [string, Uint8Array])[]): Buffer {
  const body = Buffer.concat(chunks.map(([type, content]) => webpChunk(type, content)));
  return Buffer.concat([Buffer.from('RIFF'), word(body.length + 4).reverse(), Buffer.from('WEBP'), body]);
}

/** An EXIF block (TIFF structure) whose first directory says the orientation. */
export function exif(orientation: number, littleEndian: boolean): Buffer {
  const block = Buffer.alloc(8 + 2 + 2 * 12 + 4);
  const put16 = (value: number, at: number): unknown =>
    littleEndian ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const put32 = (value: number, at: number): unknown =>
    littleEndian ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  block.write(littleEndian ? 'II' : 'MM', 'latin1');
  put16(42, 2);
  put32(8, 4);
  put16(2, 8);
  // Another tag first: 0x0100, image width.
  put16(0x0100, 10);
  put16(3, 12);
  put32(1, 14);
  put16(640, 18);
  put16(0x0112, 22);
  put16(3, 24);
  put32(1, 26);
  put16(orientation, 30);
  return block;
}

/** Why the header of a file is refused; undefined when it is not. */
export function kindOfRefusal(file: Buffer): ImageErrorKind | undefined {
  try {
    readHeader(file);
    return undefined;
  } catch (error) {
    if (error instanceof ImageError) return error.kind;
    throw error;
  }
}
