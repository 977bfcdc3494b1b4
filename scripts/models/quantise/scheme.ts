import type { Range } from './rounding.ts';

/** What of one layer is quantised. */
export interface LayerScheme {
  /** Ranges of what it reads and writes; without them only its weights are, and it computes in fp32. */
  readonly activations?: { readonly input: Range; readonly output: Range };
  /** What is added to its bias, one number an output channel, so that rounding leaves the mean of its output alone. */
  readonly bias?: readonly number[];
}

/** The layers whose weights are in int8, by the name of their node; all others stay as they are. */
export type Scheme = ReadonlyMap<string, LayerScheme>;
