import { PhotoError } from './photo-error.ts';
import type { PhotoFormat } from './photo.ts';

const ACCEPTED = 'JPEG, PNG and WebP are accepted';

/** Formats that are named in the refusal, with what their owner can do. */
const FOREIGN: Readonly<Record<string, string>> = {
  GIF: 'Save the frame you mean as PNG.',
  HEIC:
    'On an iPhone choose Settings > Camera > Formats > "Most Compatible", or share the photograph as JPEG; ' +
    'on Android switch off "HEIF pictures" in the camera settings.',
  AVIF: 'Save it as JPEG or WebP.',
  TIFF: 'Export it as JPEG or PNG (raw camera files are TIFF inside).',
  BMP: 'Save it as PNG.',
  SVG: 'Render it to a PNG first: a vector graphic has no pixels to classify.',
  PDF: 'Export the page as JPEG or PNG.',
  'JPEG XL': 'Save it as JPEG or WebP.',
  'JPEG 2000': 'Save it as JPEG or PNG.',
};

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

function foreignFormat(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes, 0, 12);
  if (head.startsWith('GIF8')) return 'GIF';
  if (head.startsWith('BM')) return 'BMP';
  if (head.startsWith('%PDF-')) return 'PDF';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'TIFF';
  if (head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL ')) return 'JPEG XL';
  if (head.startsWith('\0\0\0\x0cjP  ')) return 'JPEG 2000';
  if (head.slice(4, 8) === 'ftyp') {
    // ISO base media: the major brand, then compatible brands of four letters. "mif1" names no codec by itself.
    const brands = latin1(bytes, 8, 64);
    if (/avi[fs]/.test(brands)) return 'AVIF';
    if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brands)) return 'HEIC';
  }
  if (
    /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(
      latin1(bytes, 0, 1024),
    )
  )
    return 'SVG';
  return undefined;
}

/**
 * The format of a picture file, by its magic bytes; the name of the file and its media type are not asked.
 *
 * @throws {PhotoError} `empty`, `unsupported_format` (a picture format that is known but not accepted) or
 *   `not_a_picture`.
 */
export function sniff(bytes: Uint8Array): PhotoFormat {
  if (bytes.length === 0) throw new PhotoError('empty', `The file is empty. Send the bytes of a picture: ${ACCEPTED}.`);
  if (latin1(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (latin1(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (latin1(bytes, 0, 4) === 'RIFF' && latin1(bytes, 8, 12) === 'WEBP') return 'webp';
  const name = foreignFormat(bytes);
  const advice = name === undefined ? undefined : FOREIGN[name];
  if (name !== undefined && advice !== undefined) {
    throw new PhotoError('unsupported_format', `The file is ${name}, which is not read here: ${ACCEPTED}. ${advice}`, {
      format: name,
    });
  }
  throw new PhotoError('not_a_picture', `The file does not begin like a picture: ${ACCEPTED}.`);
}
