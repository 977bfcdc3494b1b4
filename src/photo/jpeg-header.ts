import { exifOrientation } from './exif.ts';
import { PhotoError } from './photo-error.ts';
import type { PhotoHeader } from './photo.ts';

/** What the segments of a JPEG file say (ITU-T T.81, annex B). */
export interface JpegHeader extends PhotoHeader {
  readonly format: 'jpeg';
  readonly components: 1 | 3 | 4;
  readonly progressive: boolean;
  /** Blocks of 8 x 8 coefficients that the frame holds, all components, padded to whole MCUs. */
  readonly blocks: number;
  /** Whether an Adobe segment tells how the components are coded. */
  readonly adobe: boolean;
  /** Offset of the end-of-image marker that closes the picture, or `undefined` when the file ends before it. */
  readonly end: number | undefined;
}

type Frame = Pick<JpegHeader, 'width' | 'height' | 'components' | 'progressive' | 'blocks'>;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const APP14 = 0xee;

/** Each scan goes over the whole picture again, however short it is in the file; encoders make about ten. */
const MAX_SCANS = 100;

/** Start-of-frame markers: 0xC0 to 0xCF without DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= SOI);

function unsupported(what: string): PhotoError {
  return new PhotoError(
    'unsupported_format',
    `The file is ${what}, which few programs read. Save it as an ordinary 8-bit baseline or progressive JPEG.`,
    { format: 'JPEG' },
  );
}

function readFrame(marker: number, segment: DataView): Frame {
  if ([0xc3, 0xc7, 0xcb, 0xcf].includes(marker)) throw unsupported('a lossless JPEG');
  if (marker > 0xc8) throw unsupported('a JPEG with arithmetic coding');
  if (marker > 0xc2) throw unsupported('a hierarchical JPEG');
  if (segment.byteLength < 6) throw new PhotoError('not_a_picture', 'The JPEG file has a damaged frame header.');
  const bits = segment.getUint8(0);
  if (bits !== 8) throw unsupported(`a JPEG with ${bits} bits a sample`);
  const height = segment.getUint16(1);
  const width = segment.getUint16(3);
  const components = segment.getUint8(5);
  if (components !== 1 && components !== 3 && components !== 4)
    throw unsupported(`a JPEG with ${components} components`);
  if (segment.byteLength < 6 + 3 * components)
    throw new PhotoError('not_a_picture', 'The JPEG file has a damaged frame header.');
  const factors = Array.from({ length: components }, (_, i) => segment.getUint8(7 + 3 * i));
  const across = Math.max(1, ...factors.map((factor) => factor >> 4));
  const down = Math.max(1, ...factors.map((factor) => factor & 15));
  const blocksPerMcu = factors.reduce((sum, factor) => sum + (factor >> 4) * (factor & 15), 0);
  const blocks = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down)) * blocksPerMcu;
  return { width, height, components, progressive: marker === 0xc2, blocks };
}

/** Offset of the next 0xFF that begins a marker; stuffed zeros, fill bytes and restart markers belong to the scan. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== undefined && code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  return bytes.length;
}

/**
 * Reads every segment of a JPEG file up to the end-of-image marker, without decoding or copying.
 *
 * @throws {PhotoError} `unsupported_format` (arithmetic, lossless, hierarchical, 12 bits, too many scans), `truncated` or
 *   `not_a_picture`.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let frame: Frame | undefined;
  let orientation = 1;
  let end: number | undefined;
  let adobe = false;
  let scans = 0;
  for (let at = nextMarker(bytes, 2); at + 2 <= bytes.length; at = nextMarker(bytes, at)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) {
      end = at;
      break;
    }
    at += 2;
    if (hasNoLength(marker)) continue;
    const high = bytes[at];
    const low = bytes[at + 1];
    if (high === undefined || low === undefined) break;
    const length = high * 256 + low;
    if (length < 2) throw new PhotoError('not_a_picture', 'The JPEG file has a segment of impossible length.');
    if (at + length > bytes.length) break;
    const segment = bytes.subarray(at + 2, at + length);
    if (isFrame(marker)) frame ??= readFrame(marker, new DataView(segment.buffer, segment.byteOffset, segment.length));
    // The first EXIF block with an orientation counts; APP1 also carries XMP, which the reader takes for 1.
    if (marker === APP1 && orientation === 1) orientation = exifOrientation(segment);
    if (marker === APP14) adobe ||= String.fromCharCode(...segment.subarray(0, 5)) === 'Adobe';
    if (marker === SOS && ++scans > MAX_SCANS) throw unsupported(`a JPEG of more than ${MAX_SCANS} scans`);
    at += length;
  }
  if (frame !== undefined && scans > 0) return { format: 'jpeg', ...frame, orientation, adobe, end };
  if (end === undefined)
    throw new PhotoError('truncated', 'The JPEG file ends before its picture begins. Send the whole file again.');
  throw new PhotoError('not_a_picture', 'The JPEG file holds no picture. Send another file.');
}
