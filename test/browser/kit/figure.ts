/** A number as the pages write it in English: digits in groups of three, at most one point. A part of a regular expression. */
export const FIGURE = String.raw`\d{1,3}(?:,\d{3})*(?:\.\d+)?`;

/**
 * Reads a number that a page shows. The slower the machine, the longer the numbers: 1,306 ms.
 * @param text the number and nothing else
 * @throws Error when it is something else
 */
export function figureOf(text: string): number {
  if (!new RegExp(`^${FIGURE}$`).test(text.trim())) throw new Error(`"${text}" is no number as the pages write it`);
  return Number(text.replaceAll(',', ''));
}
