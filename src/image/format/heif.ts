/** The codec inside a HEIF file, as far as its brands say. */
export type HeifFormat = 'AVIF' | 'HEIC' | 'HEIF';

/** AV1 inside (AV1 Image File Format 1.1, chapter 8), pictures and sequences. */
const AVIF = ['avif', 'avis', 'avio'];

/** HEVC inside, of any profile and with layers (ISO/IEC 23008-12, annex B.4). */
const HEIC = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs'];

/** Pictures in the container of films, whatever the codec (ISO/IEC 23008-12, chapter 10). */
const CODECLESS = ['mif1', 'mif2', 'msf1', 'miaf', 'MiHB', 'MiHA', 'MiHE'];

/** More compatible brands than any file has. */
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
 * @returns `HEIF` when there are brands of pictures but none of a codec, `undefined` when there are none of pictures
 */
export function heifFormat(bytes: Uint8Array): HeifFormat | undefined {
  const brands = brandsOf(bytes);
  const codec = brands.find((brand) => AVIF.includes(brand) || HEIC.includes(brand));
  if (codec !== undefined) return AVIF.includes(codec) ? 'AVIF' : 'HEIC';
  return brands.some((brand) => CODECLESS.includes(brand)) ? 'HEIF' : undefined;
}
