import { alterationOf } from './altered-bytes.ts';
import { foreignFormat } from './foreign-format.ts';
import { ImageError } from './image-error.ts';
import type { ImageFormat } from './image.ts';

const ACCEPTED = 'JPEG, PNG and WebP are accepted';

const PHONE_ADVICE =
  'On an iPhone choose Settings > Camera > Formats > "Most Compatible" for the photographs to come; on Android switch ' +
  'off "HEIF pictures" in the camera settings. Or open the page of this address on the phone and choose the photograph ' +
  'there: the phone then converts it.';

/** Known formats that are not decoded, and what their owner can do. */
const FOREIGN: Readonly<Record<string, string>> = {
  GIF: 'Save the frame you mean as PNG.',
  HEIC: PHONE_ADVICE,
  HEIF: PHONE_ADVICE,
  AVIF: 'Save it as JPEG or WebP.',
  TIFF: 'Export it as JPEG or PNG (raw camera files are TIFF inside).',
  BMP: 'Save it as PNG.',
  SVG: 'Render it to a PNG first: a vector graphic has no pixels to classify.',
  PDF: 'Export the page as JPEG or PNG.',
  'JPEG XL': 'Save it as JPEG or WebP.',
  PSD: 'Export it as JPEG or PNG.',
  ICO: 'Save the largest of its pictures as PNG.',
  'a film': 'Send one frame of it as JPEG or PNG; of a Live Photo send the photograph, which is a file of its own.',
  'a gzip archive': 'Unpack it first. If it is an SVG (.svgz), render that to a PNG.',
  'a ZIP archive': 'Unpack it, and send one picture.',
  DICOM: 'Export the picture as PNG, and see to it that nothing of the patient is in it.',
};

/** What to do with whatever has no sentence of its own. */
const EXPORT = 'Export it as JPEG or PNG.';

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** The refusal of a format that is known but not decoded here. */
export function unsupportedFormat(name: string, happened = 'which is not read here'): ImageError {
  const advice = FOREIGN[name] ?? EXPORT;
  return new ImageError('unsupported_format', `The file is ${name}, ${happened}: ${ACCEPTED}. ${advice}`, {
    format: name,
  });
}

/**
 * Tells the format of a picture file by its first bytes, whatever its name and media type are.
 *
 * @throws {ImageError} `empty`, `unsupported_format` (a picture format that is known but not accepted) or
 *   `not_a_picture`.
 */
export function sniff(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new ImageError('empty', `The file is empty. Send the bytes of a picture: ${ACCEPTED}.`);
  if (latin1(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (latin1(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (latin1(bytes, 0, 4) === 'RIFF' && latin1(bytes, 8, 12) === 'WEBP') return 'webp';
  const altered = alterationOf(bytes);
  if (altered !== undefined) throw new ImageError('not_a_picture', altered);
  const name = foreignFormat(bytes);
  if (name !== undefined) throw unsupportedFormat(name);
  throw new ImageError('not_a_picture', `The file does not begin like a picture: ${ACCEPTED}.`);
}
