import { ImageError } from '../image-error.ts';
import type { ImageHeader } from '../image.ts';
import { exifOrientation } from '../orientation.ts';
import { overlongPart } from '../refusal.ts';

/** The chunks of a WebP file (RFC 9649). */
export interface WebpHeader extends ImageHeader {
  readonly format: 'webp';
  readonly lossless: boolean;
  /** Only the first frame of an animation is decoded. */
  readonly animated: boolean;
  /** Place of the picture on the canvas of `width` x `height`, in pixels. Only a frame of an animation leaves margins. */
  readonly frame: WebpFrame;
  /** Content of the `VP8 ` or `VP8L` chunk of the first picture. */
  readonly image: Uint8Array;
  /** Content of the `ALPH` chunk that belongs to a lossy picture. */
  readonly alpha: Uint8Array | undefined;
  /** Whether the file says that its pixels are opaque. Whatever alpha they have then does not count. */
  readonly opaque: boolean;
  /** The ICC profile. */
  readonly profile: Uint8Array | undefined;
  /** Whether the file is as long as it says. */
  readonly isClosed: boolean;
  /** Whether it is shorter. */
  readonly isCut: boolean;
}

interface WebpFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Chunks {
  /** By type, the first one of each. */
  readonly chunks: ReadonlyMap<string, Uint8Array>;
  /** Whether the last chunk says that it is longer than what is there. */
  readonly isOverlong: boolean;
}

const KNOWN = ['VP8X', 'ICCP', 'ANMF', 'EXIF', 'ALPH', 'VP8 ', 'VP8L'];

const FRAME_HEADER_BYTES = 16;

/** Bits of the first byte of `VP8X`. */
const FLAGS = { profile: 0x20, alpha: 0x10, exif: 0x08 };

const truncated = (): ImageError =>
  new ImageError(
    'truncated',
    'The WebP file is shorter than it says and ends before its picture does. Send the whole file again.',
  );

const damaged = (): ImageError =>
  new ImageError('not_a_picture', 'The WebP file has a damaged picture header. Save or send it again.');

/** The chunks that the bytes have to their end. */
function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  let isOverlong = false;
  for (let at = 0; at + 8 <= bytes.length && !isOverlong;) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    isOverlong = end > bytes.length;
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (!isOverlong && KNOWN.includes(type) && !chunks.has(type)) chunks.set(type, bytes.subarray(at + 8, end));
    at = end + (length % 2);
  }
  return { chunks, isOverlong };
}

/** Width and height from the bitstream; the container may contradict them (RFC 6386, 9.1; RFC 9649, 3.4). */
function bitstreamSize(image: Uint8Array, lossless: boolean): Size {
  // Its chunk is there to its end.
  if (image.length < (lossless ? 5 : 10)) throw damaged();
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (lossless) {
    if (view.getUint8(0) !== 0x2f) throw damaged();
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = (view.getUint8(0) & 1) === 0;
  if (!isKeyFrame || view.getUint8(3) !== 0x9d || view.getUint16(4) !== 0x012a) throw damaged();
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/** Size of the canvas in `VP8X` and place of the frame in `ANMF`, as 24-bit numbers (RFC 9649, 2.7). */
function placeFrame(canvas: Uint8Array | undefined, frame: Uint8Array, size: Size): Size & { frame: WebpFrame } {
  if (canvas === undefined || canvas.length < 10 || frame.length < FRAME_HEADER_BYTES) throw damaged();
  const word = (bytes: Uint8Array, at: number): number =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  const [width, height] = [word(canvas, 4) + 1, word(canvas, 7) + 1];
  const [left, top] = [2 * word(frame, 0), 2 * word(frame, 3)];
  if (left + size.width > width || top + size.height > height) throw damaged();
  return { width, height, frame: { left, top, ...size } };
}

/**
 * Reads the chunks of a WebP file without decoding; of an animation, those of the first frame.
 *
 * @throws {ImageError} `truncated` when the file ends before its picture is complete, or `not_a_picture`
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const end = 8 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  const isClosed = end <= bytes.length;
  const file = readChunks(bytes.subarray(12, end));
  const { chunks } = file;
  const frame = chunks.get('ANMF');
  const { chunks: picture, isOverlong } = frame === undefined ? file : readChunks(frame.subarray(FRAME_HEADER_BYTES));
  const lossy = picture.get('VP8 ');
  const image = lossy ?? picture.get('VP8L');
  if (image === undefined) {
    if (!isClosed) throw truncated();
    if (isOverlong) throw overlongPart('webp', 'chunk');
    throw new ImageError('not_a_picture', 'The WebP file holds no picture. Send another file.');
  }
  const size = bitstreamSize(image, lossy === undefined);
  // A chunk that the header does not announce does not count (RFC 9649, 2.7); a file without that header has pixels only.
  const flags = chunks.get('VP8X')?.[0] ?? 0;
  const announced = (flag: number, type: string): Uint8Array | undefined =>
    (flags & flag) === 0 ? undefined : chunks.get(type);
  const exif = announced(FLAGS.exif, 'EXIF');
  const alpha = lossy === undefined || (flags & FLAGS.alpha) === 0 ? undefined : picture.get('ALPH');
  // The first bytes of a lossless picture say whether its alpha is used (RFC 9649, 3.4).
  const opaque = lossy === undefined ? ((image[4] ?? 0) & 0x10) === 0 : alpha === undefined;
  return {
    format: 'webp',
    ...(frame === undefined
      ? { ...size, frame: { left: 0, top: 0, ...size } }
      : placeFrame(chunks.get('VP8X'), frame, size)),
    orientation: exif === undefined ? 1 : exifOrientation(exif),
    lossless: lossy === undefined,
    animated: frame !== undefined,
    image,
    ...{ alpha, opaque },
    profile: announced(FLAGS.profile, 'ICCP'),
    ...{ isClosed, isCut: !isClosed },
  };
}
