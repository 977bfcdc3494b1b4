import { expect, it } from 'vitest';

import { stratifiedSplit } from '../../../../scripts/train/data-set.ts';

const labels = [...new Array<number>(50).fill(0), ...new Array<number>(10).fill(1), 2, 2, 3];

it('takes the same part of every class, and leaves at least one on either side', () => {
  const { train, validation } = stratifiedSplit(labels, 0.2, 1);
  const count = (indices: readonly number[], label: number): number =>
    indices.filter((index) => labels[index] === label).length;
  expect([0, 1, 2, 3].map((label) => count(validation, label))).toEqual([10, 2, 1, 0]);
  expect([0, 1, 2, 3].map((label) => count(train, label))).toEqual([40, 8, 1, 1]);
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
});

it('is decided by the seed', () => {
  expect(stratifiedSplit(labels, 0.2, 1)).toEqual(stratifiedSplit(labels, 0.2, 1));
  expect(stratifiedSplit(labels, 0.2, 1)).not.toEqual(stratifiedSplit(labels, 0.2, 2));
});
