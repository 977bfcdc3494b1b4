/**
 * Scores among some classes only: those of the others are 0, and these sum to 1 again.
 * @param scores softmax outputs, one a class
 * @param classes indices, each once
 * @returns the scores, and what those of the classes summed to before, in [0, 1]
 */
export function restrict(
  scores: Float64Array,
  classes: readonly number[],
): { readonly scores: Float64Array; readonly share: number } {
  const share = classes.reduce((sum, index) => sum + (scores[index] ?? 0), 0);
  const restricted = new Float64Array(scores.length);
  for (const index of classes) restricted[index] = (scores[index] ?? 0) / share;
  return { scores: restricted, share: Math.min(1, share) };
}
