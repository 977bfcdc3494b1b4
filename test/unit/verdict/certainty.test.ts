import { describe, expect, it } from 'vitest';

import { isUnknown, isUnknownToAll } from '../../../src/verdict/certainty.ts';

describe('isUnknown', () => {
  it.each([
    [0.43, 0.44, true],
    [0.44, 0.44, false],
    [0.9, 0.44, false],
    [0, 0, false],
    [1, 1, false],
    [0.02, null, false],
  ])('score %d, threshold %d: %s', (score, threshold, expected) => {
    expect(isUnknown(score, threshold)).toBe(expected);
  });
});

describe('isUnknownToAll', () => {
  const sure = { scores: Float64Array.of(0.3, 0.5, 0.2), threshold: 0.4, weight: 0.5 };
  const unsure = { ...sure, threshold: 0.6 };

  it('asks each model by its own threshold', () => {
    expect(isUnknownToAll(1, [unsure, unsure])).toBe(true);
    expect(isUnknownToAll(1, [unsure, sure])).toBe(false);
    expect(isUnknownToAll(1, [sure, sure])).toBe(false);
  });

  it('asks about the first class of the ensemble, whatever that of the model is', () => {
    expect(isUnknownToAll(0, [unsure, sure])).toBe(true);
    expect(isUnknownToAll(0, [unsure, { ...sure, threshold: 0.3 }])).toBe(false);
  });

  it('tells the answer of a model whose threshold nobody measured', () => {
    expect(isUnknownToAll(1, [unsure, { ...unsure, threshold: null }])).toBe(false);
  });

  it('does not ask a model without weight', () => {
    expect(isUnknownToAll(1, [unsure, { ...sure, weight: 0 }])).toBe(true);
  });
});
