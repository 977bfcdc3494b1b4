import { FlateErrorCode, Unzlib, type FlateError } from 'fflate';

import type { Conversion } from '../colour/srgb.ts';
import { MISSING_GREY, type DecoderOutput } from '../decoder-output.ts';
import { requireCoverage, unfinished } from '../refusal.ts';
import { BoxFilter } from '../resize/box-filter.ts';
import { pngImageData } from './chunks.ts';
import { INFLATE_STEP_BYTES, type PngHeader } from './header.ts';
import { PngRows } from './rows.ts';

/**
 * Decodes a PNG row by row, so that only the reduced image is ever in memory. jSquash's WebAssembly decoder returns the
 * whole image as RGBA and takes nine bytes a pixel: 130 MiB for 12 megapixels. fflate inflates, because workerd's
 * DecompressionStream takes all input before it gives any output.
 *
 * Rows that a cut file has lost become grey, as in a JPEG. A cut interlaced file is refused: it lacks pixels everywhere.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @param convert makes sRGB of samples of 16 bits; those of fewer bits are as stored
 * @returns the image as stored, not yet turned
 * @throws {ImageError} `truncated` or `not_a_picture`
 * @throws {Error} when the data are damaged
 */
export function decodePng(bytes: Uint8Array, header: PngHeader, divisor: number, convert?: Conversion): DecoderOutput {
  const { width, height, interlaced, isClosed } = header;
  const filter = new BoxFilter(width, height, divisor, !interlaced);
  const rows = new PngRows(header, filter, convert);
  inflate(pngImageData(bytes, header.imageStart), rows);
  if (rows.isComplete) return { image: filter.finish(), wasmBytes: 0, complete: isClosed, coverage: 1 };
  if (interlaced) throw unfinished(header, 'interlaced PNG');
  const coverage = rows.rows / height;
  requireCoverage(header, coverage);
  const grey = new Uint8Array(3 * width).fill(MISSING_GREY);
  for (let y = rows.rows; y < height; y++) filter.addRow(grey, width, y);
  return { image: filter.finish(), wasmBytes: 0, complete: false, coverage };
}

/** Inflates until the rows are complete or the data end. */
function inflate(imageData: Iterable<Uint8Array>, rows: PngRows): void {
  const inflater = new Unzlib((bytes) => rows.push(bytes));
  try {
    for (const step of steps(imageData)) {
      inflater.push(step);
      if (rows.isComplete) return;
    }
  } catch (error) {
    if (!isEndOfData(error)) throw error;
  }
}

/** Gathers chunks into steps: a chunk may have a single byte, and the inflater copies its window at every step. */
function* steps(imageData: Iterable<Uint8Array>): Generator<Uint8Array> {
  let step = new Uint8Array(INFLATE_STEP_BYTES);
  let filled = 0;
  for (const chunk of imageData) {
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, from + INFLATE_STEP_BYTES - filled);
      step.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled < INFLATE_STEP_BYTES) continue;
      yield step;
      step = new Uint8Array(INFLATE_STEP_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield step.subarray(0, filled);
}

function isEndOfData(error: unknown): boolean {
  return error instanceof Error && (error as FlateError).code === FlateErrorCode.UnexpectedEOF;
}
