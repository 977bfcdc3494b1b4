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
  /** Content of PLTE: three bytes a colour. */
  readonly palette: Uint8Array;
  /** Content of tRNS: the alpha of each colour of the palette, or the one colour that is transparent. */
  readonly transparency: Uint8Array;
  /** Contents of the IDAT chunks: one zlib stream in pieces. */
  readonly imageData: readonly Uint8Array[];
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

/** Chunks whose checksum is compared, and the most bytes that they may have. */
const CHECKED_BYTES: Readonly<Record<string, number>> = { IHDR: 13, PLTE: 768, tRNS: 256, IEND: 0 };

/** CRC-32 of ISO 3309 bit by bit: the chunks it is asked for are short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const noPicture = (what: string): PhotoError => new PhotoError('not_a_picture', `${what} Save or send it again.`);

/**
 * Reads the chunks of a PNG file without inflating anything. In an animated PNG only the default picture is seen.
 *
 * @throws {PhotoError} `truncated` when the file ends before IEND, or `not_a_picture`.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const imageData: Uint8Array[] = [];
  const known = new Map<string, Uint8Array>();
  for (let at = SIGNATURE_BYTES; !known.has('IEND');) {
    const length = at + 8 > bytes.length ? Number.POSITIVE_INFINITY : view.getUint32(at);
    const next = at + FRAME_BYTES + length;
    if (next > bytes.length)
      throw new PhotoError('truncated', 'The PNG file ends in the middle of its picture. Send the whole file again.');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, next - 4);
    if (at === SIGNATURE_BYTES && (type !== 'IHDR' || length !== 13))
      throw noPicture('The PNG file does not begin with a picture header.');
    if (type === 'IDAT') imageData.push(content);
    else if (CHECKED_BYTES[type] !== undefined && !known.has(type)) {
      // Damaged image data show when they are inflated; their checksums would cost more than the rest.
      if (length > CHECKED_BYTES[type] || crc32(bytes.subarray(at + 4, next - 4)) !== view.getUint32(next - 4))
        throw noPicture('The PNG file has a damaged header or palette.');
      known.set(type, content);
    } else if (type === 'eXIf') known.set(type, content);
    at = next;
  }
  const none = new Uint8Array();
  const content = known.get('IHDR') ?? none;
  const header = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const bitDepth = header.getUint8(8);
  const colourType = header.getUint8(9);
  const interlace = header.getUint8(12);
  if (imageData.length === 0) throw noPicture('The PNG file holds no picture.');
  if (DEPTHS[colourType]?.includes(bitDepth) !== true || interlace > 1 || (colourType === 3 && !known.has('PLTE')))
    throw noPicture('The PNG file names a kind of pixel that does not exist.');
  return {
    format: 'png',
    width: header.getUint32(0),
    height: header.getUint32(4),
    orientation: exifOrientation(known.get('eXIf') ?? none),
    bitDepth,
    colourType,
    interlaced: interlace === 1,
    palette: known.get('PLTE') ?? none,
    transparency: known.get('tRNS') ?? none,
    imageData,
  };
}
