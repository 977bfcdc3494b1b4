import { endsWithMark } from '../end-mark.ts';
import { ImageError } from '../image-error.ts';
import { exifOrientation } from '../orientation.ts';
import { overlongPart } from '../refusal.ts';
import type { ImageHeader } from '../image.ts';
import { hasRightChecksum, pngChunks } from './chunks.ts';

/** Compressed bytes inflated at a time. Deflate expands at most a thousandfold, which bounds the output of one step. */
export const INFLATE_STEP_BYTES = 4096;

/** What the chunks of a PNG file say (PNG specification, third edition, chapters 5 and 11). */
export interface PngHeader extends ImageHeader {
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
  /** Content of iCCP: the name of an ICC profile, and the profile, compressed. */
  readonly profile: Uint8Array | undefined;
  /** Offset of the first IDAT chunk. */
  readonly imageStart: number;
  /** Whether the file has its end, the IEND chunk. */
  readonly isClosed: boolean;
  /** Whether the chunks end before IEND, and none is behind a chunk of a wrong length. */
  readonly isCut: boolean;
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

/** Chunks whose checksum is compared, and how many bytes each may have at most. */
const CHECKED_BYTES: Readonly<Record<string, number>> = { IHDR: 13, PLTE: 768, tRNS: 256 };

/** Chunks that are read but not checked: a photograph is not refused for its metadata, nor for its last bytes. */
const UNCHECKED = ['eXIf', 'iCCP', 'IEND'];

/** The last bytes of a PNG file: the type and the checksum of IEND. */
const END_MARK = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

/** Chunks that count only before the image data (PNG specification, table 7). */
const BEFORE_IMAGE = ['PLTE', 'tRNS', 'iCCP'];

const notAPicture = (reason: string): ImageError => new ImageError('not_a_picture', `${reason} Save or send it again.`);

/**
 * Reads the chunks of a PNG file without inflating anything. Of an animated PNG only the default image counts.
 *
 * @throws {ImageError} `truncated` when the file ends before its image data, or `not_a_picture`.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const known = new Map<string, Uint8Array>();
  let imageStart: number | undefined;
  for (const chunk of pngChunks(bytes, SIGNATURE_BYTES)) {
    const { at, type, content, isWhole } = chunk;
    if (at === SIGNATURE_BYTES && (type !== 'IHDR' || (isWhole && content.length !== 13)))
      throw notAPicture('The PNG file does not begin with a picture header.');
    if (type === 'IDAT') imageStart ??= at;
    if (imageStart !== undefined && BEFORE_IMAGE.includes(type)) continue;
    const limit = CHECKED_BYTES[type];
    if (!isWhole || known.has(type) || (limit === undefined && !UNCHECKED.includes(type))) continue;
    // Image data are not checked: damage shows when they are inflated, and their checksums would cost more than the rest.
    if (limit !== undefined && (content.length > limit || !hasRightChecksum(bytes, chunk)))
      throw notAPicture(`The ${type} chunk of the PNG file has a wrong checksum or an impossible length.`);
    known.set(type, content);
  }
  const isClosed = known.has('IEND');
  const isOverlong = !isClosed && endsWithMark(bytes, END_MARK);
  if (imageStart === undefined) {
    if (isClosed) throw notAPicture('The PNG file holds no picture.');
    if (isOverlong) throw overlongPart('png', 'chunk');
    throw new ImageError('truncated', 'The PNG file ends before its picture begins. Send the whole file again.');
  }
  const none = new Uint8Array();
  const content = known.get('IHDR') ?? none;
  const header = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const bitDepth = header.getUint8(8);
  const colourType = header.getUint8(9);
  const interlace = header.getUint8(12);
  if (DEPTHS[colourType]?.includes(bitDepth) !== true || interlace > 1)
    throw notAPicture('The PNG file declares a pixel format that does not exist.');
  if (colourType === 3 && !known.has('PLTE'))
    throw notAPicture('The PNG file has no palette before its pixels, which are numbers of colours in one.');
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
    profile: known.get('iCCP'),
    imageStart,
    ...{ isClosed, isCut: !isClosed && !isOverlong },
  };
}

/** Samples of a pixel for each colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bits of a pixel. */
export function pixelBits({ bitDepth, colourType }: PngHeader): number {
  return bitDepth * (CHANNELS[colourType] ?? 1);
}

/** Bytes of the rows with their filter bytes, roughly: the passes of an interlaced picture have a few more of these. */
export function inflatedBytes(header: PngHeader): number {
  return header.height * (2 + Math.ceil((header.width * pixelBits(header)) / 8));
}
