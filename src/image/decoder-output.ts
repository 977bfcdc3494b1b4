import { ImageError } from './image-error.ts';
import type { Image } from './image.ts';

/** What a decoder makes of a file. */
export interface DecoderOutput {
  /** As stored, not yet turned. */
  readonly image: Image;
  /** WebAssembly memory that the decoder took, in bytes. */
  readonly wasmBytes: number;
  /** Whether the file goes to its end. */
  readonly complete: boolean;
  /** Part of the picture's area that the file still has, {@link LEAST_COVERAGE} to 1. The rest is grey. */
  readonly coverage: number;
}

/** What is missing is mid-grey: coefficients of zero mean that in a JPEG, and libjpeg shows it. */
export const MISSING_GREY = 128;

/** With less of a picture than this, a guess at what it shows would be a guess at a grey area. */
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
