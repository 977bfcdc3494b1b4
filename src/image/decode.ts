import { webpCodecs, type Codecs } from './codec/codecs.ts';
import type { Colour, ColourTreatment, Conversion } from './colour/srgb.ts';
import { DEFAULT_DECODE_BYTES, planDecode, webpHeapBytes, type DecodePlan } from './decode-plan.ts';
import type { DecoderOutput } from './decoder-output.ts';
import { readHeader, type FileHeader } from './file-header.ts';
import { ImageError } from './image-error.ts';
import type { ImageHeader } from './image.ts';
import { decodeDcOnly } from './jpeg/dc-only.ts';
import { decodeJpeg } from './jpeg/decode.ts';
import { applyOrientation } from './orientation.ts';
import { undecodable } from './refusal.ts';
import { srgbTreatment } from './srgb-conversion.ts';

/** An upright sRGB image, what its file says, and what the decode cost. */
export interface DecodedImage extends DecoderOutput {
  readonly header: ImageHeader;
  /** How the file's colour profile was treated. */
  readonly colour: Colour;
}

export interface DecodeOptions {
  readonly codecs: Codecs;
  /** Short side, in pixels, to which the caller will scale the image before it crops, for example 256. */
  readonly shortSide: number;
  /** Most memory that the decode may take at once, in bytes; 48 MiB unless given. */
  readonly maxDecodeBytes?: number;
  /** Most memory that the decoded image may take, in bytes; unless given, what the decode may. */
  readonly maxImageBytes?: number;
  /**
   * Called before anything is allocated; what it throws ends the decode.
   * @param neededBytes the most memory that the decode takes at once, besides the file
   * @param reusedBytes how much of that the cached codecs have already; nothing once they are released
   */
  readonly admit?: (neededBytes: number, reusedBytes: number) => void;
  /** Called when nothing is left of that but the image, in the same turn, so that no kept codec is counted twice. */
  readonly settle?: () => void;
}

/**
 * Decodes a JPEG, PNG or WebP file to an upright RGB image whose short side has at least `shortSide` pixels, or all that
 * the file has. Transparent pixels are laid on white; other colour spaces are converted to sRGB where the file has a
 * profile; an animation gives its first frame. A file that was cut off is decoded as far as it
 * goes; see {@link DecodedImage.complete}.
 *
 * @throws {ImageError} `empty`, `unsupported_format`, `not_a_picture`, `truncated`, `bad_dimensions` or `too_large`.
 *   No bytes make it throw anything else, except what `admit` throws.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedImage> {
  const header = readHeader(bytes);
  const means = { decode: await decoderOf(header), treat: await srgbTreatment(header) };
  // From here on in one turn, so that nobody else computes between `admit` and `settle`.
  return decodeNow(bytes, header, means, options);
}

/** A decoder, and what tells how its samples become sRGB. */
interface Means {
  readonly decode: Decoder;
  readonly treat: () => ColourTreatment;
}

type Decoder = (
  bytes: Uint8Array,
  plan: DecodePlan,
  codecs: Codecs,
  convertWide: Conversion | undefined,
) => DecoderOutput;

function decodeNow(bytes: Uint8Array, header: FileHeader, means: Means, options: DecodeOptions): DecodedImage {
  const {
    codecs,
    shortSide,
    maxDecodeBytes = DEFAULT_DECODE_BYTES,
    maxImageBytes = maxDecodeBytes,
    admit,
    settle,
  } = options;
  const plan = planDecode(header, bytes.length, shortSide, maxDecodeBytes, maxImageBytes);
  // The WebP codec uses its memory again from the beginning.
  const reused = header.format === 'webp' ? Math.min(webpCodecs.bytes, webpHeapBytes(header, bytes.length)) : 0;
  admit?.(plan.neededBytes, reused);
  try {
    return decodePlanned(bytes, header, means, codecs, plan);
  } finally {
    settle?.();
  }
}

function decodePlanned(
  bytes: Uint8Array,
  header: FileHeader,
  { decode, treat }: Means,
  codecs: Codecs,
  plan: DecodePlan,
): DecodedImage {
  const { colour, convert, convertWide } = treat();
  const { image, ...rest } = understandably(header, () => decode(bytes, plan, codecs, convertWide));
  const { format, width, height, orientation } = header;
  convert?.(image.data, image.data);
  return {
    image: orientation === 1 ? image : applyOrientation(image, orientation),
    header: { format, width, height, orientation },
    ...rest,
    colour,
  };
}

/** The decoder of a file. Those for PNG and WebP are evaluated for the first file that needs them. */
async function decoderOf(header: FileHeader): Promise<Decoder> {
  switch (header.format) {
    case 'jpeg':
      return (bytes, { divisor, dcOnly }, { jpeg }) =>
        dcOnly ? decodeDcOnly(bytes, header, jpeg) : decodeJpeg(bytes, header, jpeg, divisor);
    case 'png': {
      const { decodePng } = await import('./png/decode.ts');
      return (bytes, { divisor }, _codecs, convertWide) => decodePng(bytes, header, divisor, convertWide);
    }
    case 'webp': {
      const { decodeWebp } = await import('./webp/decode.ts');
      return (_bytes, { divisor }, { webp }) => {
        if (webp === undefined) throw new ImageError('unsupported_format', 'WebP files are not decoded here.', {});
        return decodeWebp(header, webp, divisor);
      };
    }
  }
}

/** @throws {ImageError} for whatever a codec throws or traps with: the sender could not use that */
function understandably(header: FileHeader, decode: () => DecoderOutput): DecoderOutput {
  try {
    return decode();
  } catch (error) {
    throw error instanceof ImageError ? error : undecodable(header);
  }
}
