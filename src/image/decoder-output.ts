import type { Image } from './image.ts';

/** What a decoder returns. */
export interface DecoderOutput {
  /** As stored by a decoder, upright from `decodeImage`. */
  readonly image: Image;
  /** Linear memory of the decoder's WebAssembly instance, in bytes; 0 when it has none. */
  readonly wasmBytes: number;
  /**
   * Whether the file was whole. `false` when it lacks its end marker or its data end early: rows of the picture may be
   * missing, and of a progressive JPEG the finer scans.
   */
  readonly complete: boolean;
  /** Part of the picture's area that the file had, 0.25 to 1; the rest is grey. */
  readonly coverage: number;
}

/** Missing pixels become mid-grey: coefficients of zero mean that in a JPEG, and libjpeg shows it. */
export const MISSING_GREY = 128;
