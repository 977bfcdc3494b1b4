import { DEFAULT_DECODE_BYTES, webpHeapBytes } from './budget.ts';
import type { Codecs } from './codec/codecs.ts';
import { toSrgb, type Colour } from './colour/colour.ts';
import { embeddedProfile } from './colour/embedded-profile.ts';
import { readHeader, type FileHeader } from './file-header.ts';
import { decodeDcOnly } from './jpeg/dc-only.ts';
import { decodeJpeg } from './jpeg/decode.ts';
import { ImageError } from './image-error.ts';
import type { Image, ImageHeader } from './image.ts';
import type { DecoderOutput } from './decoder-output.ts';
import { planDecode, type DecodePlan } from './decode-plan.ts';
import { decodePng } from './png/decode.ts';
import { applyOrientation } from './orientation.ts';
import { decodeWebp, webpCodecs } from './webp/decode.ts';

export type { Codecs } from './codec/codecs.ts';
export type { Colour } from './colour/colour.ts';

/** A decoded picture, what its file said, and what the decode cost. */
export interface DecodedImage {
  readonly image: Image;
  readonly header: ImageHeader;
  /** WebAssembly memory that the decoder has, in bytes; {@link keptDecoderBytes} of all are kept for the next pictures. */
  readonly wasmBytes: number;
  /**
   * Whether the file was whole. `false` when it ends before its end marker: lines of the picture may be missing, and of
   * a progressive JPEG the finer scans.
   */
  readonly complete: boolean;
  /** Part of the picture's area that the file had, from 0.25 to 1; the rest is grey. */
  readonly coverage: number;
  /** How the file's colour profile was treated. */
  readonly colour: Colour;
}

export interface DecodeOptions {
  readonly codecs: Codecs;
  /** Short side, in pixels, of the picture that the caller's resize makes before it crops, for example 256. */
  readonly shortSide: number;
  /** Peak of memory that the decode may take, in bytes; 48 MiB unless given. */
  readonly maxDecodeBytes?: number;
  /**
   * Called before anything is allocated.
   * @param neededBytes the most that the decode takes at once, besides the file
   * @param reusedBytes what of that the decoders have already that are kept; nothing once they are released
   * @throws whatever is to end the decode
   */
  readonly admit?: (neededBytes: number, reusedBytes: number) => void;
}

/**
 * Decodes a JPEG, PNG or WebP file to an upright RGB picture that has at least `shortSide` pixels on its short side, or
 * all that the file has. Alpha is laid on white, other colour spaces are converted to sRGB where the file has a profile
 * of curves and a matrix, and of an animation the first frame is taken. A file that was cut off is decoded as far as it
 * goes; see {@link DecodedImage.complete}.
 *
 * @throws {ImageError} `empty`, `unsupported_format`, `not_a_picture`, `truncated`, `bad_dimensions` or `too_large`.
 *   Nothing else is thrown for whatever the bytes may be, but what `admit` throws.
 */
export function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedImage> {
  return new Promise((resolve) => {
    resolve(decodeNow(bytes, options));
  });
}

function decodeNow(bytes: Uint8Array, options: DecodeOptions): DecodedImage {
  const { codecs, shortSide, maxDecodeBytes = DEFAULT_DECODE_BYTES, admit } = options;
  const header = readHeader(bytes);
  const plan = planDecode(header, bytes.length, shortSide, maxDecodeBytes);
  // The memory of the WebP decoder is used again from its beginning.
  const reused = header.format === 'webp' ? Math.min(webpCodecs.bytes, webpHeapBytes(header, bytes.length)) : 0;
  admit?.(plan.neededBytes, reused);
  const { image, ...rest } = decodeWith(bytes, header, codecs, plan);
  const { format, width, height, orientation } = header;
  const colour = colourOf(image, header);
  return {
    image: applyOrientation(image, orientation),
    header: { format, width, height, orientation },
    ...rest,
    colour,
  };
}

/** Converts a picture to sRGB, where its file says that it is something else. */
function colourOf(image: Image, header: FileHeader): Colour {
  const profile = embeddedProfile(header);
  // CMYK was converted by the table of a common press, and is not by a profile of its own.
  if (header.format === 'jpeg' && header.frame.components.length === 4)
    return profile === undefined ? 'converted' : 'ignored';
  const isGrey =
    (header.format === 'jpeg' && header.frame.components.length === 1) ||
    (header.format === 'png' && (header.colourType === 0 || header.colourType === 4));
  return toSrgb(image.data, isGrey, profile);
}

function decodeWith(
  bytes: Uint8Array,
  header: FileHeader,
  codecs: Codecs,
  { divisor, dcOnly }: DecodePlan,
): DecoderOutput {
  try {
    switch (header.format) {
      case 'jpeg':
        return dcOnly ? decodeDcOnly(bytes, header, codecs.jpeg) : decodeJpeg(bytes, header, codecs.jpeg, divisor);
      case 'png':
        return decodePng(bytes, header, divisor);
      case 'webp':
        return decodeWebp(header, codecs.webp, divisor);
    }
  } catch (error) {
    if (error instanceof ImageError) throw error;
    // A trap or an exception of the codec says nothing that its sender could use.
    const name = header.format === 'webp' ? 'WebP' : header.format.toUpperCase();
    throw new ImageError(
      'not_a_picture',
      `The ${name} file is damaged or incomplete and cannot be decoded. Save or send it again.`,
      { format: header.format },
    );
  }
}
