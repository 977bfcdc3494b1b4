/**
 * Whether a first answer is too uncertain to be told as one.
 * @param score of the first class
 * @param threshold score from which on the model's first answers are more often right than wrong; null where nobody measured
 *   that, and then every answer is told
 */
export function isUnknown(score: number, threshold: number | null): boolean {
  return threshold !== null && score < threshold;
}

/** A model of an ensemble. */
interface Voter {
  /** Softmax outputs, one a class. */
  readonly scores: Float64Array;
  readonly threshold: number | null;
  /** Part in the ensemble; one without weight has no say. */
  readonly weight: number;
}

/**
 * Whether an ensemble's first answer is too uncertain to be told as one: where none of its models alone would tell it. A
 * threshold for the mean of their scores would have to be measured for each choice of weights, because a mean is lower than
 * the scores of those who are sure.
 * @param first index of the ensemble's first class
 */
export function isUnknownToAll(first: number, voters: readonly Voter[]): boolean {
  return voters.every(({ scores, threshold, weight }) => weight === 0 || isUnknown(scores[first] ?? 0, threshold));
}
