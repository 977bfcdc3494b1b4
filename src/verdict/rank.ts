import type { Prediction } from '../contract/explanation.ts';

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
