import { endsWithMark } from '../end-mark.ts';
import { ImageError } from '../image-error.ts';
import { exifOrientation } from '../orientation.ts';
import { overlongPart } from '../refusal.ts';
import { isFrame, readFrame, unsupportedJpeg, type JpegFrame, JpegTables, type JpegScan } from './frame.ts';
import type { ImageHeader } from '../image.ts';

/** A marker of a JPEG file and its parameters (ITU-T T.81, annex B.1.1). */
interface JpegSegment {
  readonly marker: number;
  /** Offset of the marker. */
  readonly at: number;
  /** The parameters behind the length, as far as the file has them; empty for markers without any. */
  readonly content: Uint8Array;
  /** Whether the file has the segment to its end. A segment that is cut is the last one. */
  readonly isWhole: boolean;
  /** Offset behind the segment: for a start of scan, where its entropy-coded data begin. */
  readonly end: number;
}

/** End of image, the last segment of {@link jpegSegments}. */
const EOI = 0xd9;

const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= EOI);

/** Offset of the next marker; stuffed zeros, fill bytes and restart markers belong to the scan. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== undefined && code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  return bytes.length;
}

/**
 * The segments of a JPEG file up to its end-of-image marker, or to the end of the file. A thumbnail in an EXIF block is
 * inside its segment; further pictures (Multi-Picture Format) come after the end-of-image marker.
 *
 * @throws {ImageError} `not_a_picture` when a segment claims an impossible length
 */
function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
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

/** How the components of a JPEG are coded. */
export type JpegColour = 'grey' | 'rgb' | 'ycbcr' | 'cmyk' | 'ycck';

/** The segments of a JPEG file (ITU-T T.81, annex B), as far as the decoder needs them. */
export interface JpegHeader extends ImageHeader {
  readonly format: 'jpeg';
  readonly frame: JpegFrame;
  /** At least one. */
  readonly scans: readonly JpegScan[];
  /** How the components are coded. */
  readonly colour: JpegColour;
  /** Segments with tables and restart intervals, in the order of the file. */
  readonly tables: readonly { readonly at: number; readonly end: number }[];
  /** Pieces of the ICC profile in the order of the file. Each begins with its number and the number of pieces. */
  readonly profile: readonly Uint8Array[];
  /** Offset of the end-of-image marker; in a file that was cut off, the end of its scans. */
  readonly end: number;
  /** Whether the file has an end-of-image marker. */
  readonly isClosed: boolean;
  /** Whether the file ends within its data: it has no end-of-image marker, not even behind a segment of a wrong length. */
  readonly isCut: boolean;
}

const APP0 = 0xe0;
const DHT = 0xc4;
const DNL = 0xdc;
const DQT = 0xdb;
const DRI = 0xdd;
const SOS = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;

/** Decoding a scan takes time for the whole picture, however short it is in the file. Encoders make about ten. */
const MAX_SCANS = 100;

const EXIF_MARK = 'Exif\0\0';
const PROFILE_MARK = 'ICC_PROFILE\0';
/** Numbered in a byte. */
const MAX_PROFILE_PIECES = 255;

function beginsWith(content: Uint8Array, text: string): boolean {
  return content.length >= text.length && String.fromCharCode(...content.subarray(0, text.length)) === text;
}

/**
 * Reads every segment of a JPEG file up to the end-of-image marker, without decoding or copying.
 *
 * @throws {ImageError} `unsupported_format` (arithmetic, lossless, hierarchical, 12 bits, too many scans), `truncated`
 *   when the file ends before its picture begins, or `not_a_picture`
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const tables = new JpegTables();
  const scans: JpegScan[] = [];
  const profile: Uint8Array[] = [];
  let frame: JpegFrame | undefined;
  let orientation = 1;
  let end = bytes.length;
  let isClosed = false;
  let isOverlong = false;
  /** The scan whose data are being passed. */
  let open: JpegScan | undefined;
  const closeScan = (at: number): void => {
    if (open !== undefined) scans.push({ ...open, end: at });
    open = undefined;
  };
  const tableSegments: { at: number; end: number }[] = [];
  let hasJfif = false;
  let adobeTransform: number | undefined;
  let hasExif = false;
  for (const { marker, content, isWhole, ...place } of jpegSegments(bytes)) {
    closeScan(place.at);
    if (!isWhole) {
      isOverlong = endsWithMark(bytes, [0xff, EOI]);
      end = place.at;
      break;
    }
    if (marker === DHT || marker === DQT || marker === DRI) tableSegments.push({ at: place.at, end: place.end });
    if (isFrame(marker)) frame ??= readFrame(marker, content);
    switch (marker) {
      case DHT:
        tables.addHuffman(content);
        break;
      case DQT:
        tables.addQuantisation(content);
        break;
      case DRI:
        tables.restartInterval = (content[0] ?? 0) * 256 + (content[1] ?? 0);
        break;
      case SOS:
        if (scans.length === MAX_SCANS) throw unsupportedJpeg(`a JPEG of more than ${MAX_SCANS} scans`);
        if (frame !== undefined) open = tables.readScan(frame, content, { at: place.at, start: place.end, end });
        break;
      case DNL:
        // Annex B.2.5: the height of a frame that did not know it. Where it was known, this says it again.
        if (frame?.height === 0) frame = { ...frame, height: (content[0] ?? 0) * 256 + (content[1] ?? 0) };
        break;
      case APP0:
        hasJfif ||= beginsWith(content, 'JFIF\0');
        break;
      case APP1:
        // The first EXIF block counts. XMP and others are in APP1 segments, too.
        if (!hasExif && beginsWith(content, EXIF_MARK)) {
          hasExif = true;
          orientation = exifOrientation(content);
        }
        break;
      case APP2:
        if (beginsWith(content, PROFILE_MARK) && profile.length < MAX_PROFILE_PIECES)
          profile.push(content.subarray(PROFILE_MARK.length));
        break;
      case APP14:
        if (beginsWith(content, 'Adobe')) adobeTransform ??= content[11];
        break;
      case EOI:
        end = place.at;
        isClosed = true;
    }
  }
  closeScan(end);
  if (frame !== undefined && scans.length > 0) {
    const { width, height } = frame;
    const colour = colourOf(frame, hasJfif, adobeTransform);
    return {
      ...{ format: 'jpeg', width, height, frame, scans, tables: tableSegments, colour },
      ...{ orientation, profile, end, isClosed, isCut: !isClosed && !isOverlong },
    };
  }
  if (isOverlong) throw overlongPart('jpeg', 'segment');
  if (!isClosed)
    throw new ImageError('truncated', 'The JPEG file ends before its picture begins. Send the whole file again.');
  throw new ImageError('not_a_picture', 'The JPEG file holds no picture. Send another file.');
}

/**
 * Tells how components are coded as libjpeg does: JFIF means YCbCr; then the Adobe segment counts, whose transforms other than
 * 0 mean YCbCr or YCCK; then the ids of the components, where R, G and B say what they are.
 */
function colourOf({ components }: JpegFrame, hasJfif: boolean, transform: number | undefined): JpegColour {
  if (components.length === 1) return 'grey';
  if (components.length === 4) return transform === undefined || transform === 0 ? 'cmyk' : 'ycck';
  if (hasJfif) return 'ycbcr';
  if (transform !== undefined) return transform === 0 ? 'rgb' : 'ycbcr';
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB' ? 'rgb' : 'ycbcr';
}
