import { withDeadline } from '../../latency/deadline.ts';
import { heifFormat } from '../../image/foreign-format.ts';
import { unsupportedFormat } from '../../image/sniff.ts';
import { ImageError } from '../../image/image-error.ts';

/** A file for decodeImage: the sender's own, or what it was converted to. */
export interface ReadableFile {
  readonly bytes: Uint8Array;
  /** The format of the sender's file, if it was converted. */
  readonly convertedFrom: 'HEIC' | 'AVIF' | 'HEIF' | null;
}

/** The part of the Images binding that is used here, so that code without Cloudflare's types can call it. */
export interface ImageService {
  input(stream: ReadableStream<Uint8Array>): {
    transform(options: { width: number; height: number; fit: 'scale-down' }): {
      output(options: { format: 'image/jpeg'; quality: number }): Promise<{ response(): Response }>;
    };
  };
}

/** Longest side of the converted picture, in pixels: at 4:3 three times what the largest model looks at. */
const SIDE = 1600;

/** How long a conversion may take, in ms. Cloudflare names no figure of its own; a phone's photograph takes a second. */
const TIME_LIMIT_MS = 15_000;

/**
 * Codes of the binding's errors by what they mean for the sender.
 *
 * @see https://developers.cloudflare.com/images/reference/errors/
 */
const UNSUPPORTED = [9412, 9420, 9520];
const TOO_LARGE = [9402, 9413, 9527, 9529];
const DAMAGED = [9516];

/**
 * Has Cloudflare Images convert a HEIC or AVIF file to JPEG, where the binding is there; other files and no binding
 * leave the file as it is. The conversion applies orientation and colour profile, so that nothing is turned twice, and
 * leaves no metadata but a copyright notice.
 *
 * Each call is billed as one unique transformation. HEIC is accepted on every plan, AVIF on Enterprise ones only; the
 * simulation of `wrangler dev` reads AVIF but not HEIC.
 *
 * @param images the Images binding, off in wrangler.toml unless somebody wants to pay for it
 * @throws {ImageError} `unsupported_format` when the service does not read the file, or does not answer; `too_large`;
 *   `not_a_picture`
 * @see https://developers.cloudflare.com/images/optimization/binding/
 */
export async function readableFile(bytes: Uint8Array, images: ImageService | undefined): Promise<ReadableFile> {
  const format = heifFormat(bytes);
  if (format === undefined || images === undefined) return { bytes, convertedFrom: null };
  try {
    return { bytes: await withDeadline(toJpeg(bytes, images), TIME_LIMIT_MS), convertedFrom: format };
  } catch (error) {
    throw refusal(error, format);
  }
}

async function toJpeg(bytes: Uint8Array, images: ImageService): Promise<Uint8Array> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const result = await images
    .input(stream)
    .transform({ width: SIDE, height: SIDE, fit: 'scale-down' })
    .output({ format: 'image/jpeg', quality: 95 });
  return new Uint8Array(await result.response().arrayBuffer());
}

/** Translates an error of the service into one of this API; the log gets the original. */
function refusal(error: unknown, format: string): ImageError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : 0;
  if (TOO_LARGE.includes(code)) {
    return new ImageError(
      'too_large',
      `The ${format} file is too large to be converted. Send a smaller picture, or a JPEG, PNG or WebP.`,
      { format, code },
    );
  }
  if (DAMAGED.includes(code)) {
    return new ImageError(
      'not_a_picture',
      `The ${format} file is damaged or incomplete and cannot be converted. Save or send it again.`,
      { format, code },
    );
  }
  if (UNSUPPORTED.includes(code)) return unsupportedFormat(format, 'which could not be converted');
  console.error(JSON.stringify({ event: 'conversion_failed', format, code, error: String(error) }));
  return unsupportedFormat(format, 'which could not be converted just now');
}
