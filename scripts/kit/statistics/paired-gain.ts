import { bootstrap, type Estimate } from './bootstrap.ts';

/** What one judge of the same pictures gained over another. */
export interface PairedGain {
  /** Part of all that the one got right, less that of the other; in [-1, 1]. */
  readonly gain: Estimate;
  /** How many only the one got right. */
  readonly mended: number;
  /** How many only the other got right. */
  readonly spoiled: number;
}

/**
 * Compares two judges of the same pictures, picture by picture: the pictures are drawn with replacement and each brings both
 * answers along, so what makes a picture hard for both cancels out. The pictures that the two judge differently are those
 * that McNemar's test counts (Q. McNemar, 1947; https://doi.org/10.1007/BF02295996).
 *
 * @param one whether each answer of the one was right
 * @param other the same of the other, in the same order
 */
export function pairedGain(one: readonly boolean[], other: readonly boolean[]): PairedGain {
  const differences = one.map((right, picture) => Number(right) - Number(other[picture]));
  return {
    gain: bootstrap(differences, (drawn) => drawn.reduce((sum, difference) => sum + difference, 0) / drawn.length),
    mended: differences.filter((difference) => difference > 0).length,
    spoiled: differences.filter((difference) => difference < 0).length,
  };
}
