import type { Weigh } from '../models/evaluation/metrics.ts';
import type { Tensor, Tensors } from '../models/weights/tensor.ts';

/** From how many times as many pictures on a class is said to be more frequent than another. */
const UNEVEN = 3;

/** How often classes occur in use, and what follows for a head and for how it is judged. */
export interface Prior {
  /** The head that is kept of one that was trained. */
  readonly adjust: (head: Tensors) => Tensors;
  /** How much a validation picture of a class counts. */
  readonly weigh: Weigh;
}

/** Classes occur in use as among the training pictures, and so they do among those to validate on. */
export const PRIOR_OF_DATA: Prior = { adjust: (head) => head, weigh: () => 1 };

/**
 * All classes occur equally often in use, so each counts the same, however many pictures it has: top-1 is then the mean of
 * the recalls.
 * @param train class of each training example
 * @param validation class of each validation picture
 * @param smoothing part of a label that all classes shared
 */
export function evenPrior(train: readonly number[], validation: readonly number[], smoothing: number): Prior {
  const counts = countsOf(validation, Math.max(...validation) + 1);
  return {
    adjust: (head) => withEvenPrior(head, train, smoothing),
    weigh: (truth) => 1 / (counts[truth] ?? 1),
  };
}

/**
 * A head for which all classes are equally likely before it looks: what it has learnt of how often each occurs among its
 * training pictures goes out of its bias (logit adjustment, Menon et al. 2021, arXiv:2007.07314).
 * @param labels of the training examples
 * @param smoothing part of a label that all classes shared
 */
export function withEvenPrior(head: Tensors, labels: readonly number[], smoothing: number): Tensors {
  const bias = head.get('classifier.bias');
  if (bias === undefined) throw new Error('the head has no bias');
  const counts = countsOf(labels, bias.data.length);
  const even: Tensor = {
    ...bias,
    data: Float32Array.from(bias.data, (value, index) => {
      const share = (counts[index] ?? 0) / labels.length;
      return value - Math.log((1 - smoothing) * share + smoothing / counts.length);
    }),
  };
  return new Map([...head, ['classifier.bias', even]]);
}

/** What to say of classes that are far from equally frequent; undefined where they are not. */
export function unevenNote(classes: readonly string[], labels: readonly number[]): string | undefined {
  const counts = countsOf(labels, classes.length);
  const [most, least] = [counts.indexOf(Math.max(...counts)), counts.indexOf(Math.min(...counts))];
  const times = (counts[most] ?? 0) / (counts[least] ?? 0);
  if (times < UNEVEN) return undefined;
  return (
    `"${classes[most] ?? ''}" has ${times.toFixed(0)} times as many pictures as "${classes[least] ?? ''}", so what is not clear is ` +
    'called that; where all classes are equally frequent in use, --prior even is right more often'
  );
}

function countsOf(labels: readonly number[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
