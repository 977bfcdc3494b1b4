import { randomOf } from '../kit/random.ts';

/** Indices of the samples to train on and of those to validate on. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Splits samples so that every class has the same part of its pictures in the validation set, rounded, and at least one
 * on either side. A class with a single picture is only trained on.
 *
 * @param labels class of each sample
 * @param fraction part that is validated on, above 0 and below 1
 */
export function stratifiedSplit(labels: readonly number[], fraction: number, seed: number): Split {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const indices = byClass.get(label) ?? [];
    indices.push(index);
    byClass.set(label, indices);
  });
  const train: number[] = [];
  const validation: number[] = [];
  for (const [label, indices] of byClass) {
    const held =
      indices.length < 2 ? 0 : Math.min(indices.length - 1, Math.max(1, Math.round(indices.length * fraction)));
    const shuffled = randomOf('split', seed, label).shuffle([...indices]);
    validation.push(...shuffled.slice(0, held));
    train.push(...shuffled.slice(held));
  }
  return { train: train.sort((a, b) => a - b), validation: validation.sort((a, b) => a - b) };
}
