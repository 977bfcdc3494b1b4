import { describe, expect, it } from 'vitest';

import {
  argmax,
  calibrationError,
  classFigures,
  confusionMatrix,
  topK,
  type Verdict,
} from '../../../../../scripts/models/evaluation/metrics.ts';

const VERDICTS: readonly Verdict[] = [
  { truth: 0, scores: [0.7, 0.2, 0.1] },
  { truth: 0, scores: [0.3, 0.6, 0.1] },
  { truth: 1, scores: [0.1, 0.8, 0.1] },
  { truth: 2, scores: [0.5, 0.3, 0.2] },
];

describe('topK', () => {
  it('counts the true class among the first k', () => {
    expect([1, 2, 3].map((k) => topK(VERDICTS, k))).toEqual([0.5, 0.75, 1]);
  });

  it('counts a tie against the classifier', () => {
    expect(topK([{ truth: 1, scores: [0.5, 0.5] }], 1)).toBe(0);
  });
});

describe('weights', () => {
  /** As if the first class, which has two of the four pictures, were as frequent as the others. */
  const even = (truth: number): number => (truth === 0 ? 0.5 : 1);

  it('make of top-1 the mean of the recalls', () => {
    expect(topK(VERDICTS, 1, even)).toBeCloseTo((0.5 + 1 + 0) / 3, 12);
  });

  it('make precisions what they would be', () => {
    const figures = classFigures(confusionMatrix(VERDICTS, 3, even));
    expect(figures.map(({ precision }) => precision)).toEqual([0.5 / 1.5, 1 / 1.5, null]);
    expect(figures.map(({ recall }) => recall)).toEqual([0.5, 1, 0]);
  });

  it('count in the calibration error', () => {
    expect(calibrationError(VERDICTS, 10, even)).toBeCloseTo((0.15 + 0.3 + 0.2 + 0.5) / 3, 12);
  });
});

describe('confusion', () => {
  it('has true classes as rows', () => {
    expect(confusionMatrix(VERDICTS, 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it('gives precision and recall of each class, and none where there is nothing', () => {
    expect(classFigures(confusionMatrix(VERDICTS, 3))).toEqual([
      { precision: 0.5, recall: 0.5, support: 2 },
      { precision: 0.5, recall: 1, support: 1 },
      { precision: null, recall: 0, support: 1 },
    ]);
  });
});

describe('calibrationError', () => {
  it('equals the sum by hand', () => {
    // Ten bins. (0.6, 0.7]: right, 0.7. (0.5, 0.6]: wrong, 0.6. (0.7, 0.8]: right, 0.8. (0.4, 0.5]: wrong, 0.5.
    expect(calibrationError(VERDICTS, 10)).toBeCloseTo((0.3 + 0.6 + 0.2 + 0.5) / 4, 12);
    // One bin: half are right, the mean score is 0.65.
    expect(calibrationError(VERDICTS, 1)).toBeCloseTo(0.15, 12);
  });

  it('is nothing for a classifier that is always sure and always right', () => {
    expect(calibrationError([{ truth: 0, scores: [1, 0] }])).toBe(0);
  });
});

it('argmax takes the first of several', () => {
  expect(argmax([1, 3, 3])).toBe(1);
});
