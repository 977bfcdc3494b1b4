import { expect, it } from 'vitest';

import { EnsembleTally } from '../../../../../../scripts/models/evaluation/ensemble/tally.ts';

/** Softmax outputs of two models for pictures of three classes. */
const PICTURES: readonly { readonly truth: number; readonly first: number[]; readonly second: number[] }[] = [
  // Right by the first model; 0.4, 0.5, 0.1 at equal weights, and 0.52, 0.38, 0.1 at 0.8 and 0.2.
  { truth: 0, first: [0.6, 0.3, 0.1], second: [0.2, 0.7, 0.1] },
  // Right by the second; 0.3, 0.6, 0.1, and 0.42, 0.48, 0.1.
  { truth: 1, first: [0.5, 0.4, 0.1], second: [0.1, 0.8, 0.1] },
  // Right by both.
  { truth: 2, first: [0.1, 0.1, 0.8], second: [0.3, 0.3, 0.4] },
  // Wrong by the first, and undecided by the second, which counts as wrong; 0.55, 0.2, 0.25 and 0.64, 0.2, 0.16.
  { truth: 2, first: [0.7, 0.2, 0.1], second: [0.4, 0.2, 0.4] },
];

function tallied(weightings: readonly number[][], pictures = PICTURES): ReturnType<EnsembleTally['result']> {
  const tally = new EnsembleTally(2, weightings);
  for (const { truth, first, second } of pictures) {
    tally.add(truth, [Float64Array.from(first), Float64Array.from(second)]);
  }
  return tally.result();
}

it('counts what an ensemble mends and spoils beside the best of its members', () => {
  const { members, best, weightings } = tallied([
    [0.5, 0.5],
    [0.8, 0.2],
  ]);
  expect(members).toEqual([
    { top1: 0.5, top5: 1 },
    { top1: 0.5, top5: 1 },
  ]);
  // Of equals, the first.
  expect(best).toBe(0);
  expect(weightings).toMatchObject([
    { weights: [0.5, 0.5], top1: 0.5, top5: 1, gain: { value: 0 }, mended: 1, spoiled: 1 },
    { weights: [0.8, 0.2], top1: 0.75, top5: 1, gain: { value: 0.25 }, mended: 1, spoiled: 0 },
  ]);
});

it('takes the most accurate member for the best one, in whatever place', () => {
  const { best, members, weightings } = tallied([[0.5, 0.5]], PICTURES.slice(1, 3));
  expect([members.map(({ top1 }) => top1), best]).toEqual([[0.5, 1], 1]);
  expect(weightings[0]).toMatchObject({ top1: 1, gain: { value: 0 }, mended: 0, spoiled: 0 });
});

it('counts a tie of two classes against the ensemble', () => {
  const { weightings } = tallied([[0.5, 0.5]], [{ truth: 0, first: [0.6, 0.4, 0], second: [0.4, 0.6, 0] }]);
  expect(weightings[0]).toMatchObject({ top1: 0, gain: { value: -1 }, mended: 0, spoiled: 1 });
});
