import type { Prediction } from '../contract/explanation.ts';

/**
 * exp(x / T) / sum(exp(x / T)), computed from x - max(x) so that large logits do not overflow.
 * @param temperature T, above 0: above 1 the scores are more even, below 1 less; their order stays
 * @returns one value a logit; they sum to 1
 */
export function softmax(logits: Float32Array, temperature = 1): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/**
 * The likeliest classes, best first; equal scores in the order of the class list.
 * @param scores one a class
 * @param labels one a class
 * @param topK the most classes to return
 */
export function rank(scores: Float64Array, labels: readonly string[], topK: number): Prediction[] {
  return Array.from(scores, (score, index) => ({ index, label: labels[index] ?? '', score }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, topK);
}
