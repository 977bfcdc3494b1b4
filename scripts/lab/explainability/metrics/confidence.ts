/** The score of one class for a picture, and for what an explanation leaves of it. */
export interface ScorePair {
  /** Y: softmax output for the whole picture, in (0, 1]. */
  readonly whole: number;
  /** O: the same class's for the picture multiplied by the map, in [0, 1]. */
  readonly explained: number;
}

/**
 * Average drop of Chattopadhay et al. 2018 (Grad-CAM++, https://arxiv.org/abs/1710.11063, section 4.1): the mean over the
 * pictures of max(0, Y - O) / Y. Lower is better: what the map leaves out was not needed.
 *
 * @param pairs of all pictures, at least one
 * @returns percent
 */
export function averageDrop(pairs: readonly ScorePair[]): number {
  const sum = pairs.reduce((all, { whole, explained }) => all + Math.max(0, whole - explained) / whole, 0);
  return (100 * sum) / pairs.length;
}

/**
 * Increase in confidence of Chattopadhay et al. 2018 (Grad-CAM++, https://arxiv.org/abs/1710.11063, section 4.1): the part
 * of the pictures for which Y < O. Higher is better: what the map leaves out was in the way.
 *
 * @param pairs of all pictures, at least one
 * @returns percent
 */
export function increase(pairs: readonly ScorePair[]): number {
  return (100 * pairs.filter(({ whole, explained }) => whole < explained).length) / pairs.length;
}
