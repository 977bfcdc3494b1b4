import { ImageError } from './image-error.ts';
import type { Image } from './image.ts';

/** What a decoder returns. */
export interface DecoderOutput {
  /** As stored by a decoder, upright from `decodeImage`. */
  readonly image: Image;
  /** Linear memory of the decoder's WebAssembly instance, in bytes; 0 when it has none. */
  readonly wasmBytes: number;
  /**
   * Whether the file was whole. `false` when it ends before its end marker: rows of the picture may be missing, and of a
   * progressive JPEG the finer scans.
   */
  readonly complete: boolean;
  /** Part of the picture's area that the file had, {@link LEAST_COVERAGE} to 1; the rest is grey. */
  readonly coverage: number;
}

/** Missing pixels become mid-grey: coefficients of zero mean that in a JPEG, and libjpeg shows it. */
export const MISSING_GREY = 128;

/** With less of a picture than this, a model would classify mostly grey. */
const LEAST_COVERAGE = 0.25;

/** @throws {ImageError} `truncated` when too little of a picture is there. */
export function requireCoverage(format: string, coverage: number): void {
  if (coverage >= LEAST_COVERAGE) return;
  throw new ImageError(
    'truncated',
    `The ${format} file was cut off: only ${Math.floor(100 * coverage)} % of its picture is there, and at least ` +
      `${100 * LEAST_COVERAGE} % are needed. Send the whole file again.`,
    { coverage },
  );
}
