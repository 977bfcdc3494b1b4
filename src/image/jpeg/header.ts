import { exifOrientation } from '../format/exif.ts';
import { isFrame, readFrame, unsupportedJpeg, type JpegFrame } from './frame.ts';
import { JpegTables, type JpegScan } from './scan.ts';
import { EOI, jpegSegments } from './segments.ts';
import { ImageError } from '../image-error.ts';
import type { ImageHeader } from '../image.ts';

/** What the segments of a JPEG file say (ITU-T T.81, annex B). */
export interface JpegHeader extends ImageHeader {
  readonly format: 'jpeg';
  readonly frame: JpegFrame;
  /** At least one. */
  readonly scans: readonly JpegScan[];
  /** Whether an Adobe segment tells how the components are coded. */
  readonly adobe: boolean;
  /** Pieces of the ICC profile, each after its number and their count, in the order of the file. */
  readonly profile: readonly Uint8Array[];
  /** Offset of the end-of-image marker that closes the picture; in a file that was cut off, where its scans end. */
  readonly end: number;
  /** Whether there is an end-of-image marker. */
  readonly isClosed: boolean;
}

const DHT = 0xc4;
const DQT = 0xdb;
const DRI = 0xdd;
const SOS = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;

/** Each scan goes over the whole picture again, however short it is in the file; encoders make about ten. */
const MAX_SCANS = 100;

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
 *   when the file ends before its picture begins, or `not_a_picture`.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const tables = new JpegTables();
  const scans: JpegScan[] = [];
  const profile: Uint8Array[] = [];
  let frame: JpegFrame | undefined;
  let orientation = 1;
  let end = bytes.length;
  let isClosed = false;
  let adobe = false;
  for (const { marker, content, isWhole, ...place } of jpegSegments(bytes)) {
    if (!isWhole) {
      end = place.at;
      break;
    }
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
        if (frame !== undefined) scans.push(tables.readScan(frame, content, place.at, place.end));
        break;
      case APP1:
        // The first EXIF block with an orientation counts; APP1 also carries XMP, which the reader takes for 1.
        if (orientation === 1) orientation = exifOrientation(content);
        break;
      case APP2:
        if (beginsWith(content, PROFILE_MARK) && profile.length < MAX_PROFILE_PIECES)
          profile.push(content.subarray(PROFILE_MARK.length));
        break;
      case APP14:
        adobe ||= beginsWith(content, 'Adobe');
        break;
      case EOI:
        end = place.at;
        isClosed = true;
    }
  }
  if (frame !== undefined && scans.length > 0) {
    const { width, height } = frame;
    return { format: 'jpeg', width, height, frame, scans, orientation, adobe, profile, end, isClosed };
  }
  if (!isClosed)
    throw new ImageError('truncated', 'The JPEG file ends before its picture begins. Send the whole file again.');
  throw new ImageError('not_a_picture', 'The JPEG file holds no picture. Send another file.');
}
