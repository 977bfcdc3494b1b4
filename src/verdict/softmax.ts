/**
 * exp(x) / sum(exp(x)), computed from x - max(x) so that large logits do not overflow.
 * @returns one value a logit; they sum to 1
 */
export function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}
