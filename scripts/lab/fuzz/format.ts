/** Kinds of inputs: the three formats that are decoded, and formats that are refused. */
export const FORMATS = ['jpeg', 'png', 'webp', 'foreign'] as const;

export type FuzzFormat = (typeof FORMATS)[number];

/** A real file that inputs are mutated from. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
