import { exifOrientation } from './exif.ts';
import { PhotoError } from './photo-error.ts';
import type { PhotoHeader } from './photo.ts';

/** What the chunks of a WebP file say (RFC 9649). */
export interface WebpHeader extends PhotoHeader {
  readonly format: 'webp';
  readonly lossless: boolean;
  /** Only the first frame of an animation is decoded. */
  readonly animated: boolean;
  /** Content of the `VP8 ` or `VP8L` chunk of the first picture. */
  readonly image: Uint8Array;
  /** Content of the `ALPH` chunk that belongs to a lossy picture. */
  readonly alpha: Uint8Array | undefined;
}

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array;
}

const FRAME_HEADER_BYTES = 16;

const truncated = (): PhotoError =>
  new PhotoError('truncated', 'The WebP file ends in the middle of its picture. Send the whole file again.');

function readChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > bytes.length) throw truncated();
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    chunks.push({ type, content: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

/** Width and height from the bitstream itself, which the container may contradict (RFC 6386, 9.1; RFC 9649, 3.4). */
function bitstreamSize(image: Uint8Array, lossless: boolean): { width: number; height: number } {
  if (image.length < (lossless ? 5 : 10)) throw truncated();
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (lossless) {
    if (view.getUint8(0) !== 0x2f) throw new PhotoError('not_a_picture', 'The WebP file has a damaged picture header.');
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = (view.getUint8(0) & 1) === 0;
  if (!isKeyFrame || view.getUint8(3) !== 0x9d || view.getUint16(4) !== 0x012a)
    throw new PhotoError('not_a_picture', 'The WebP file has a damaged picture header.');
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/**
 * Reads the chunks of a WebP file without decoding; of an animation, those of the first frame.
 *
 * @throws {PhotoError} `truncated` or `not_a_picture`.
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw truncated();
  const chunks = readChunks(bytes.subarray(12, end));
  const frame = chunks.find(({ type }) => type === 'ANMF');
  const picture = frame === undefined ? chunks : readChunks(frame.content.subarray(FRAME_HEADER_BYTES));
  const image = picture.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (image === undefined) throw new PhotoError('not_a_picture', 'The WebP file holds no picture. Send another file.');
  const lossless = image.type === 'VP8L';
  const exif = chunks.find(({ type }) => type === 'EXIF');
  return {
    format: 'webp',
    ...bitstreamSize(image.content, lossless),
    orientation: exif === undefined ? 1 : exifOrientation(exif.content),
    lossless,
    animated: frame !== undefined,
    image: image.content,
    alpha: lossless ? undefined : picture.find(({ type }) => type === 'ALPH')?.content,
  };
}
