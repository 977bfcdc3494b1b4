import { ImageError } from '../image-error.ts';

/** A marker of a JPEG file with what belongs to it (ITU-T T.81, annex B.1.1). */
export interface JpegSegment {
  readonly marker: number;
  /** Offset of the marker. */
  readonly at: number;
  /** What follows the length, or as much as there is of it; empty for markers that stand alone. */
  readonly content: Uint8Array;
  /** Whether the segment is there to its end. Of others follow none. */
  readonly isWhole: boolean;
  /** Offset behind the segment: for a start of scan, where its entropy-coded data begin. */
  readonly end: number;
}

/** End of image, the last segment that is told. */
export const EOI = 0xd9;

const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= EOI);

/** Offset of the next 0xFF that begins a marker; stuffed zeros, fill bytes and restart markers belong to the scan. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== undefined && code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  return bytes.length;
}

/**
 * Goes over the segments of a JPEG file up to its end-of-image marker, or to where the file ends. What an EXIF block
 * holds, such as a thumbnail, is inside its segment; further pictures (Multi-Picture Format) come after the end.
 *
 * @throws {ImageError} `not_a_picture` when a segment claims a length that none can have.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  for (let at = nextMarker(bytes, 2), end; at + 2 <= bytes.length; at = nextMarker(bytes, end)) {
    const marker = bytes[at + 1] ?? 0;
    const start = at + 2;
    if (hasNoLength(marker)) {
      end = start;
      yield { marker, at, content: bytes.subarray(start, end), isWhole: true, end };
      if (marker === EOI) return;
      continue;
    }
    const [high, low] = bytes.subarray(start, start + 2);
    const length = high === undefined || low === undefined ? 2 : high * 256 + low;
    if (length < 2) throw new ImageError('not_a_picture', 'The JPEG file has a segment of impossible length.');
    end = start + length;
    yield { marker, at, content: bytes.subarray(start + 2, end), isWhole: end <= bytes.length, end };
  }
}
