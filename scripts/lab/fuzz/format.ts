/** What the inputs of a campaign are made from: the three formats that are decoded, and those that are refused. */
export const FORMATS = ['jpeg', 'png', 'webp', 'foreign'] as const;

export type FuzzFormat = (typeof FORMATS)[number];

/** A real file that inputs are mutated from. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
