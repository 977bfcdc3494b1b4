/** What the inputs of a campaign are made from: the three formats that are decoded, and those that are refused. */
export const FORMATS = ['jpeg', 'png', 'webp', 'foreign'] as const;

export type FuzzFormat = (typeof FORMATS)[number];
