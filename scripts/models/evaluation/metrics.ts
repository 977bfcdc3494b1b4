/** What a classifier said about a picture whose class is known. */
export interface Verdict {
  /** Index of the true class. */
  readonly truth: number;
  /** Softmax outputs, one a class. */
  readonly scores: ArrayLike<number>;
}

/** How much a picture counts, by its class. */
export type Weigh = (truth: number) => number;

/** Each picture counts the same. */
const ALIKE: Weigh = () => 1;

/** Index of the largest score; the first one of several. */
export function argmax(scores: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  return best;
}

/** Whether the true class is among the k with the largest scores; ties count against the classifier. */
export function isAmong({ truth, scores }: Verdict, k: number): boolean {
  const own = scores[truth] ?? 0;
  let better = 0;
  for (let index = 0; index < scores.length; index++) if (index !== truth && (scores[index] ?? 0) >= own) better++;
  return better < k;
}

/** Part of the pictures whose true class {@link isAmong} the k with the largest scores. */
export function topK(verdicts: readonly Verdict[], k: number, weigh = ALIKE): number {
  return meanOf(verdicts, (verdict) => (isAmong(verdict, k) ? 1 : 0), weigh);
}

/** The mean of a figure of each picture. */
export function meanOf(verdicts: readonly Verdict[], figure: (verdict: Verdict) => number, weigh = ALIKE): number {
  const sum = verdicts.reduce((total, verdict) => total + weigh(verdict.truth) * figure(verdict), 0);
  return sum / weightOf(verdicts, weigh);
}

function weightOf(verdicts: readonly Verdict[], weigh: Weigh): number {
  return verdicts.reduce((total, { truth }) => total + weigh(truth), 0);
}

/** Counts by true class (row) and predicted class (column), or sums of weights. */
export function confusionMatrix(verdicts: readonly Verdict[], classes: number, weigh = ALIKE): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { truth, scores } of verdicts) {
    const row = matrix[truth];
    const predicted = argmax(scores);
    if (row) row[predicted] = (row[predicted] ?? 0) + weigh(truth);
  }
  return matrix;
}

/** Figures of one class; null where there is nothing to divide by. */
interface ClassFigures {
  /** Of the pictures taken for this class, the part that is of it. */
  readonly precision: number | null;
  /** Of the pictures of this class, the part that was found. */
  readonly recall: number | null;
  /** Pictures of this class. */
  readonly support: number;
}

/** Precision and recall of each class. */
export function classFigures(confusion: readonly (readonly number[])[]): ClassFigures[] {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return confusion.map((row, label) => {
    const right = row[label] ?? 0;
    const support = sum(row);
    const predicted = sum(confusion.map((other) => other[label] ?? 0));
    return {
      precision: predicted === 0 ? null : right / predicted,
      recall: support === 0 ? null : right / support,
      support,
    };
  });
}

/**
 * Expected calibration error (Guo et al. 2017, https://arxiv.org/abs/1706.04599): pictures in equal bins by the score of
 * their first answer; the mean over the bins of |part that is right - mean score|, weighted by the pictures in each.
 */
export function calibrationError(verdicts: readonly Verdict[], bins = 15, weigh = ALIKE): number {
  const sums = Array.from({ length: bins }, () => ({ right: 0, confidence: 0 }));
  for (const { truth, scores } of verdicts) {
    const first = argmax(scores);
    const confidence = scores[first] ?? 0;
    // Bins are open below and closed above, as in the paper.
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    if (!bin) continue;
    bin.confidence += weigh(truth) * confidence;
    if (first === truth) bin.right += weigh(truth);
  }
  return (
    sums.reduce((error, { right, confidence }) => error + Math.abs(right - confidence), 0) / weightOf(verdicts, weigh)
  );
}
