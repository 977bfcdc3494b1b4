import { EndOfData } from './bit-reader.ts';
import { inflate } from './inflate.ts';
import { Mosaic } from './mosaic.ts';
import { PhotoError } from './photo-error.ts';
import type { Photo } from './photo.ts';
import type { PngHeader } from './png-header.ts';
import { PngRows } from './png-rows.ts';

/**
 * Decodes a PNG row by row, so that no more than the reduced picture is ever in memory. The WebAssembly decoder of
 * jSquash, which returns the whole picture as RGBA, takes nine bytes for each of its pixels: 130 MiB for 12 megapixels.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @returns the picture as stored, not yet turned
 * @throws {PhotoError} `truncated`.
 * @throws {Error} when the data are damaged
 */
export function decodePng(header: PngHeader, divisor: number): Photo {
  const mosaic = new Mosaic(header.width, header.height, divisor, !header.interlaced);
  const rows = new PngRows(header, mosaic);
  try {
    inflate(header.imageData, (bytes) => rows.push(bytes));
  } catch (error) {
    if (error instanceof EndOfData) throw incomplete();
    throw error;
  }
  if (!rows.isComplete) throw incomplete();
  return mosaic.finish();
}

function incomplete(): PhotoError {
  return new PhotoError('truncated', 'The PNG file has lost a part of its picture. Send the whole file again.');
}
