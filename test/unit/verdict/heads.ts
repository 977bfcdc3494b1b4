import { randomOf } from '../../../scripts/kit/random.ts';
import type { ClassifierHead, Dense } from '../../../src/verdict/classifier-head.ts';

/** Heads of every kind, with weights out of a seed. */
export const KINDS = ['linear', 'hidden', 'norm', 'norm and hidden'] as const;

/** A head for `channels` features and so many classes. */
export function headOf(kind: (typeof KINDS)[number], channels: number, classes: number, seed: number): ClassifierHead {
  const random = randomOf('head', kind, seed);
  const draw = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.uniform(-scale, scale));
  const dense = (inputs: number, units: number): Dense => ({ weight: draw(units * inputs, 1), bias: draw(units, 1) });
  const units = 11;
  const hidden = kind.includes('hidden') ? dense(channels, units) : undefined;
  const norm = kind.includes('norm') ? { weight: draw(channels, 2), bias: draw(channels, 1) } : undefined;
  return { norm, hidden, classifier: dense(hidden ? units : channels, classes) };
}

/** The logits of pooled features in 64 bits, step by step. */
export function logitsOf({ norm, hidden, classifier }: ClassifierHead, pooled: Float64Array): number[] {
  let values = [...pooled];
  if (norm) {
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    values = values.map((value, k) => {
      const [weight = NaN, bias = NaN] = [norm.weight[k], norm.bias[k]];
      return ((value - mean) / Math.sqrt(variance + 1e-6)) * weight + bias;
    });
  }
  const apply = ({ weight, bias }: Dense, inputs: readonly number[]): number[] =>
    Array.from(bias, (start, unit) =>
      inputs.reduce((sum, value, k) => sum + value * (weight[unit * inputs.length + k] ?? NaN), start),
    );
  if (hidden) values = apply(hidden, values).map((z) => (z * Math.min(Math.max(z + 3, 0), 6)) / 6);
  return apply(classifier, values);
}
