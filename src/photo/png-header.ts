import { exifOrientation } from './exif.ts';
import { PhotoError } from './photo-error.ts';
import type { PhotoHeader } from './photo.ts';

/** What the chunks of a PNG file say (PNG specification, third edition, chapters 5 and 11). */
export interface PngHeader extends PhotoHeader {
  readonly format: 'png';
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: number;
  readonly interlaced: boolean;
  /** The chunks that the pixels depend on, whole, in the order of the file. */
  readonly chunks: readonly Uint8Array[];
}

/** Bit depths that the specification allows for each colour type (table 12). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the content of a chunk. */
const FRAME_BYTES = 12;

const PIXEL_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/**
 * Reads the chunks of a PNG file without inflating anything. In an animated PNG only the default picture is seen.
 *
 * @throws {PhotoError} `truncated` when the file ends before IEND, or `not_a_picture`.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  let header: DataView | undefined;
  let orientation = 1;
  let hasPixels = false;
  let type = '';
  for (let at = SIGNATURE_BYTES; type !== 'IEND';) {
    const length = at + 8 > bytes.length ? Number.POSITIVE_INFINITY : view.getUint32(at);
    const next = at + FRAME_BYTES + length;
    if (next > bytes.length)
      throw new PhotoError('truncated', 'The PNG file ends in the middle of its picture. Send the whole file again.');
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (header === undefined) {
      if (type !== 'IHDR' || length !== 13)
        throw new PhotoError('not_a_picture', 'The PNG file does not begin with a picture header. Send another file.');
      header = new DataView(content.buffer, content.byteOffset, length);
    }
    if (type === 'eXIf') orientation = exifOrientation(content);
    if (type === 'IDAT') hasPixels = true;
    // Only these reach the decoder: a compressed text or profile cannot be used to blow up its memory.
    if (PIXEL_CHUNKS.has(type)) chunks.push(bytes.subarray(at, next));
    at = next;
  }
  if (header === undefined || !hasPixels)
    throw new PhotoError('not_a_picture', 'The PNG file holds no picture. Send another file.');
  const bitDepth = header.getUint8(8);
  const colourType = header.getUint8(9);
  if (DEPTHS[colourType]?.includes(bitDepth) !== true)
    throw new PhotoError('not_a_picture', 'The PNG file names a kind of pixel that does not exist. Send another file.');
  return {
    format: 'png',
    width: header.getUint32(0),
    height: header.getUint32(4),
    orientation,
    bitDepth,
    colourType,
    interlaced: header.getUint8(12) === 1,
    chunks,
  };
}
