import { FlateErrorCode, Unzlib, type FlateError } from 'fflate';

import { Mosaic } from './mosaic.ts';
import { PhotoError } from './photo-error.ts';
import type { Photo } from './photo.ts';
import type { PngHeader } from './png-header.ts';
import { PngRows } from './png-rows.ts';

/** Compressed bytes inflated at a time. Deflate expands at most a thousandfold, so this bounds what one step makes. */
const STEP_BYTES = 4096;

/**
 * Decodes a PNG row by row, so that no more than the reduced picture is ever in memory. The WebAssembly decoder of
 * jSquash, which returns the whole picture as RGBA, takes nine bytes for each of its pixels: 130 MiB for 12 megapixels.
 * fflate inflates, because workerd's DecompressionStream takes all input before it gives any output.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @returns the picture as stored, not yet turned
 * @throws {PhotoError} `truncated`.
 * @throws {Error} when the data are damaged
 */
export function decodePng(header: PngHeader, divisor: number): Photo {
  const mosaic = new Mosaic(header.width, header.height, divisor, !header.interlaced);
  const rows = new PngRows(header, mosaic);
  const inflater = new Unzlib((bytes) => rows.push(bytes));
  try {
    for (const step of steps(header.imageData)) {
      inflater.push(step);
      if (rows.isComplete) return mosaic.finish();
    }
    inflater.push(new Uint8Array(0), true);
  } catch (error) {
    if (!isEndOfData(error)) throw error;
  }
  if (!rows.isComplete) {
    throw new PhotoError('truncated', 'The PNG file has lost a part of its picture. Send the whole file again.');
  }
  return mosaic.finish();
}

function* steps(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += STEP_BYTES) yield chunk.subarray(from, from + STEP_BYTES);
  }
}

function isEndOfData(error: unknown): boolean {
  return error instanceof Error && (error as FlateError).code === FlateErrorCode.UnexpectedEOF;
}
