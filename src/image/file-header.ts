import { ImageError } from './image-error.ts';
import { readJpegHeader, type JpegHeader } from './jpeg/header.ts';
import { readPngHeader, type PngHeader } from './png/header.ts';
import { sniff } from './sniff.ts';
import { readWebpHeader, type WebpHeader } from './webp/header.ts';

/** The header of an accepted file, with what its decoder needs to know. */
export type FileHeader = JpegHeader | PngHeader | WebpHeader;

/** JPEG allows 65,535; libjpeg, and with it most programs, stops at 65,500. */
const MAX_SIDE = 65_500;

/**
 * Reads the header of a picture file. Nothing is decoded.
 *
 * @throws {ImageError} any kind but `too_large`.
 */
export function readHeader(bytes: Uint8Array): FileHeader {
  const format = sniff(bytes);
  const header =
    format === 'jpeg' ? readJpegHeader(bytes) : format === 'png' ? readPngHeader(bytes) : readWebpHeader(bytes);
  const { width, height } = header;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new ImageError(
      'bad_dimensions',
      `The picture claims to be ${width} x ${height} pixels. Both sides must be from 1 to ${MAX_SIDE} pixels.`,
      { width, height, maxSide: MAX_SIDE },
    );
  }
  return header;
}
