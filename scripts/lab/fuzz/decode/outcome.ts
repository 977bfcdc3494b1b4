import type { ImageExtent, ImageHeader } from '../../../../src/image/image.ts';

/** The outcome of an input. */
export type Outcome =
  | {
      readonly result: 'photo';
      readonly width: number;
      readonly height: number;
      /** Bytes of pixels. */
      readonly length: number;
      readonly extent: ImageExtent | null;
      readonly header: ImageHeader;
      /** This and the following as the decoder says. */
      readonly wasmBytes: number;
      readonly complete: boolean;
      readonly coverage: number;
      readonly colour: string;
      /** Mean colours of its parts, see likeness.ts. */
      readonly parts: readonly number[];
      /** SHA-256 of the pixels. */
      readonly digest: string;
      /** Whether a model's input made from it has finite values only; null where none was made. */
      readonly finite: boolean | null;
    }
  | { readonly result: 'refusal'; readonly kind: string; readonly message: string }
  /** An error other than a refusal was thrown. */
  | { readonly result: 'exception'; readonly error: string }
  /** The watchdog ended the process. */
  | { readonly result: 'hang' }
  /** The process ended by itself. */
  | { readonly result: 'death'; readonly how: string };

/** An outcome, and the time and memory that it took. */
export interface Execution {
  readonly outcome: Outcome;
  /** CPU time of the decoding thread, in ms. */
  readonly cpu_ms: number;
  /** The largest linear memory of WebAssembly that it made or let grow, in bytes, also when the input was refused. */
  readonly heapBytes: number;
  /** Growth of the process in RAM while it decoded, in bytes; null where the system does not tell. */
  readonly grownBytes: number | null;
  /** Whether a second decoding gave the same outcome; null where there was none. */
  readonly repeatable: boolean | null;
}

/** A task for a decoder process. */
export interface Task {
  readonly bytes: Uint8Array;
  /** Short side that the caller needs, in pixels. */
  readonly shortSide: number;
  /** Whether to decode a second time. */
  readonly twice: boolean;
  /** Whether to make a model's input from the photo. */
  readonly tensor: boolean;
}

/** The part of an outcome that must not change. A decoder that is kept for the next picture also keeps its memory. */
export function contentOf(outcome: Outcome): string {
  return JSON.stringify(outcome.result === 'photo' ? { ...outcome, wasmBytes: 0 } : outcome);
}
