/** A model's softmax outputs, and how much they count. */
export interface Vote {
  /** One a class, in the order that all votes share. */
  readonly scores: Float64Array;
  /** Zero or more; only its proportion to the others counts. */
  readonly weight: number;
}

/**
 * Weights that sum to 1, in the same proportions.
 * @throws RangeError when one is negative or no number, or none is positive
 */
export function normaliseWeights(weights: readonly number[]): number[] {
  const largest = Math.max(...weights);
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0) || !(largest > 0)) {
    throw new RangeError('weights have to be numbers from 0 on, and one of them above it');
  }
  // Divided by the largest one first, so that the sum of huge weights does not overflow.
  const parts = weights.map((weight) => weight / largest);
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/**
 * Weighted mean of softmax outputs ("soft voting").
 * @returns one score a class; they sum to 1
 * @throws RangeError for votes on different classes, and for weights as {@link normaliseWeights}
 */
export function ensemble(votes: readonly Vote[]): Float64Array {
  const weights = normaliseWeights(votes.map(({ weight }) => weight));
  const count = votes[0]?.scores.length ?? 0;
  const mean = new Float64Array(count);
  votes.forEach(({ scores }, vote) => {
    if (scores.length !== count) throw new RangeError(`a vote on ${scores.length} classes among votes on ${count}`);
    const weight = weights[vote] ?? NaN;
    scores.forEach((score, index) => (mean[index] = (mean[index] ?? 0) + weight * score));
  });
  return mean;
}
