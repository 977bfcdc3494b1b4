/** A member's softmax outputs and its weight. */
interface EnsembleMember {
  /** One score a class, in the order that all members share. */
  readonly scores: Float64Array;
  /** Zero or more; only its proportion to the other weights counts. */
  readonly weight: number;
}

/**
 * Scales weights so that they sum to 1.
 * @throws RangeError when one is negative or not finite, or all are 0
 */
export function normaliseWeights(weights: readonly number[]): number[] {
  const largest = Math.max(...weights);
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0) || !(largest > 0)) {
    throw new RangeError('weights must be numbers of at least 0, and one of them must be above 0');
  }
  // Dividing by the largest weight first keeps the sum of huge weights from overflowing.
  const parts = weights.map((weight) => weight / largest);
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/**
 * Weighted mean of softmax outputs ("soft voting").
 * @returns one score a class; they sum to 1
 * @throws RangeError when members have different numbers of classes, or as {@link normaliseWeights} does
 */
export function ensemble(members: readonly EnsembleMember[]): Float64Array {
  const weights = normaliseWeights(members.map(({ weight }) => weight));
  const count = members[0]?.scores.length ?? 0;
  const mean = new Float64Array(count);
  members.forEach(({ scores }, member) => {
    if (scores.length !== count)
      throw new RangeError(`a member has ${scores.length} classes, and the first member ${count}`);
    const weight = weights[member] ?? NaN;
    scores.forEach((score, index) => (mean[index] = (mean[index] ?? 0) + weight * score));
  });
  return mean;
}
