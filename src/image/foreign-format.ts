import type { PhotoReport } from '../contract/photo.ts';

/** The codec inside a HEIF file; `HEIF` when its brands do not say which one. */
export type HeifFormat = NonNullable<PhotoReport['converted_from']>;

/** AV1 inside (AV1 Image File Format 1.1, chapter 8), pictures and sequences. */
const AVIF = ['avif', 'avis', 'avio'];

/** HEVC inside, of any profile and with layers (ISO/IEC 23008-12, annex B.4). */
const HEIC = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs'];

/** Brands of HEIF that name no codec (ISO/IEC 23008-12, chapter 10). */
const CODECLESS = ['mif1', 'mif2', 'mif3', 'msf1', 'miaf', 'MiHB', 'MiHA', 'MiHE'];

/** More compatible brands than any real file has. */
const MAX_BRANDS = 32;

const HEADER_BYTES = 16;

/** Most bytes of a text that are searched for the first element of an SVG: editors write long comments before it. */
const PROLOG_BYTES = 16 * 1024;

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** The brands in a file's `ftyp` box (ISO/IEC 14496-12, 4.3), the major one first; none where it has no such box. */
function brandsOf(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number): string => latin1(bytes, at, at + 4);
  if (bytes.length < HEADER_BYTES || text(4) !== 'ftyp') return [];
  const end = Math.min(view.getUint32(0), bytes.length, HEADER_BYTES + 4 * MAX_BRANDS);
  const brands = [text(8)];
  // A small file has the brand of its codec where others have a version (ISO/IEC 23008-12:2025, annex P).
  if (brands[0] === 'mif3') brands.push(text(12));
  for (let at = HEADER_BYTES; at + 4 <= end; at += 4) brands.push(text(at));
  return brands;
}

/**
 * Tells HEIC from AVIF by the brands of its `ftyp` box. Many files have the major brand `mif1`, which says nothing about the
 * codec, so the compatible ones decide.
 *
 * @returns `undefined` when no brand is HEIF's
 */
export function heifFormat(bytes: Uint8Array): HeifFormat | undefined {
  const brands = brandsOf(bytes);
  const codec = brands.find((brand) => AVIF.includes(brand) || HEIC.includes(brand));
  if (codec !== undefined) return AVIF.includes(codec) ? 'AVIF' : 'HEIC';
  return brands.some((brand) => CODECLESS.includes(brand)) ? 'HEIF' : undefined;
}

/** Formats by the Latin-1 text that they begin with. */
const BEGINNINGS: readonly (readonly [format: string, ...beginnings: string[]])[] = [
  ['GIF', 'GIF8'],
  ['BMP', 'BM'],
  ['PDF', '%PDF-'],
  ['PostScript', '%!PS', '\xc5\xd0\xd3\xc6'],
  ['a raw photograph (CRW)', 'II\x1a\0\0\0HEAPCCDR'],
  ['a raw photograph (RAF)', 'FUJIFILMCCD-RAW'],
  ['a raw photograph (ORF)', 'IIRO', 'IIRS', 'MMOR'],
  ['a raw photograph (RW2)', 'IIU\0'],
  ['a raw photograph (X3F)', 'FOVb'],
  ['a raw photograph (MRW)', '\0MRM'],
  ['JPEG XR', 'II\xbc\x01'],
  // With BigTIFF, whose files may be larger than 4 GiB.
  ['TIFF', 'II*\0', 'MM\0*', 'II+\0', 'MM\0+'],
  ['PSD', '8BPS'],
  ['ICO', '\0\0\x01\0', '\0\0\x02\0'],
  ['JPEG XL', '\xff\x0a', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
  ['MNG', '\x8aMNG', '\x8bJNG'],
  ['OpenEXR', 'v/1\x01'],
  ['Radiance HDR', '#?RADIANCE', '#?RGBE'],
  ['DDS', 'DDS '],
  ['QOI', 'qoif'],
  ['XCF', 'gimp xcf'],
  ['FITS', 'SIMPLE  ='],
  ['a film', '\x1aE\xdf\xa3', '\0\0\x01\xba', 'OggS', 'FLV\x01'],
  ['a gzip archive', '\x1f\x8b'],
  ['a ZIP archive', 'PK\x03\x04'],
];

/** Types of the first box of a QuickTime film from before `ftyp` (QuickTime File Format, "Movie atoms"). */
const FILM_BOXES = ['moov', 'mdat', 'wide', 'pnot'];

/** Major brands of films in ISO base media files (https://mp4ra.org/registered-types/brands). */
const FILM = /^(?:qt {2}|iso[m2-9]|mp4[12]|avc1|M4[VPAB] |3g[2eghpr][0-9a-z]|dash|MSNV|mmp4|f4v |XAVC|NDSC)$/;

/** The portable formats of Netpbm: a magic number and white space. */
const NETPBM = /^P[1-7][\s#]/;

/** What may stand before the first element of an XML document: marks, comments, instructions, a DOCTYPE with its subset. */
const PROLOG = /^(?:\s+|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE(?:[^[>"']|"[^"]*"|'[^']*'|\[[^]*?\]\s*(?=>))*>)/i;

/** The first element, with a prefix or without. */
const SVG = /^<(?:[\w.-]+:)?svg[\s>/]/i;

/**
 * Names a format that is known and not decoded.
 * @returns `undefined` for all others
 */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes, 0, HEADER_BYTES);
  const found = BEGINNINGS.find(([, ...beginnings]) => beginnings.some((beginning) => head.startsWith(beginning)));
  if (found !== undefined) return found[0];
  const heif = heifFormat(bytes);
  if (heif !== undefined) return heif;
  const [brand] = brandsOf(bytes);
  if (brand === 'crx ') return 'a raw photograph (CR3)';
  if (FILM.test(brand ?? '') || FILM_BOXES.includes(head.slice(4, 8))) return 'a film';
  if (head.startsWith('RIFF') && head.startsWith('AVI ', 8)) return 'a film';
  if (NETPBM.test(head)) return 'PNM';
  if (latin1(bytes, 128, 132) === 'DICM') return 'DICOM';
  return isSvg(bytes) ? 'SVG' : undefined;
}

function isSvg(bytes: Uint8Array): boolean {
  let text = textOf(bytes.subarray(0, PROLOG_BYTES));
  for (let match = PROLOG.exec(text); match !== null; match = PROLOG.exec(text)) text = text.slice(match[0].length);
  return SVG.test(text);
}

/** UTF-16 where a mark says so, and UTF-8 otherwise; without the mark. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
