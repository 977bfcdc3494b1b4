import type { PhotoReport } from '../contract/photo.ts';
import { ImageError } from './image-error.ts';
import type { ImageFormat } from './image.ts';

/** The codec inside a HEIF file; `HEIF` when its brands do not say which one. */
type HeifFormat = NonNullable<PhotoReport['converted_from']>;

/** AV1 inside (AV1 Image File Format 1.1, chapter 8), pictures and sequences. */
const AVIF = ['avif', 'avis', 'avio'];

/** HEVC inside, of any profile and with layers (ISO/IEC 23008-12, annex B.4). */
const HEIC = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs'];

/** Brands of HEIF that name no codec (ISO/IEC 23008-12, chapter 10). */
const CODECLESS = ['mif1', 'mif2', 'msf1', 'miaf', 'MiHB', 'MiHA', 'MiHE'];

/** More compatible brands than any real file has. */
const MAX_BRANDS = 32;

const HEADER_BYTES = 16;

function brandsOf(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < HEADER_BYTES || text(4) !== 'ftyp') return [];
  const end = Math.min(view.getUint32(0), bytes.length, HEADER_BYTES + 4 * MAX_BRANDS);
  const brands = [text(8)];
  for (let at = HEADER_BYTES; at + 4 <= end; at += 4) brands.push(text(at));
  return brands;
}

/**
 * Tells HEIC from AVIF by the brands of its `ftyp` box (ISO/IEC 14496-12, 4.3), the major one first. Many files have the
 * major brand `mif1`, which says nothing about the codec, so the compatible ones decide.
 *
 * @returns `undefined` when no brand is HEIF's
 */
export function heifFormat(bytes: Uint8Array): HeifFormat | undefined {
  const brands = brandsOf(bytes);
  const codec = brands.find((brand) => AVIF.includes(brand) || HEIC.includes(brand));
  if (codec !== undefined) return AVIF.includes(codec) ? 'AVIF' : 'HEIC';
  return brands.some((brand) => CODECLESS.includes(brand)) ? 'HEIF' : undefined;
}

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
  if (head.startsWith('\0\0\0\x0cjP  ') || head.startsWith('\xff\x4f\xff\x51')) return 'JPEG 2000';
  const heif = heifFormat(bytes);
  if (heif !== undefined) return heif;
  if (
    /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(
      latin1(bytes, 0, 1024),
    )
  )
    return 'SVG';
  return undefined;
}

/** The refusal of a format that is known but not decoded here. */
export function unsupportedFormat(name: string, happened = 'which is not read here'): ImageError {
  const advice = FOREIGN[name] ?? 'Save it as JPEG or PNG.';
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
  const name = foreignFormat(bytes);
  if (name !== undefined) throw unsupportedFormat(name);
  throw new ImageError('not_a_picture', `The file does not begin like a picture: ${ACCEPTED}.`);
}
