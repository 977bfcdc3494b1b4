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

function tallied(
  weightings: readonly number[][],
  pictures = PICTURES,
  thresholds: readonly (number | null)[] = [null, null],
): ReturnType<EnsembleTally['result']> {
  const tally = new EnsembleTally(thresholds, weightings);
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

it('counts what no member alone would tell, on every second picture', () => {
  // The first picture of two is never judged; of the others, three in four are the third above, the rest the first.
  const pictures = Array.from({ length: 400 }, (_, at) => PICTURES[at % 2 === 0 ? 3 : at % 8 === 7 ? 0 : 2]).flatMap(
    (picture) => picture ?? [],
  );
  const rejectionAt = (thresholds: readonly (number | null)[]): unknown =>
    tallied([[0.5, 0.5]], pictures, thresholds).weightings[0]?.rejection;
  // Together the first picture is class 1, wrongly: 0.3 and 0.7. The third is class 2, rightly: 0.8 and 0.4.
  expect(rejectionAt([0.5, 0.75])).toEqual({ count: 200, rejected: 25, rejected_wrong: 100, kept_right: 100 });
  expect(rejectionAt([0.5, 0.65])).toEqual({ count: 200, rejected: 0, rejected_wrong: null, kept_right: 75 });
  expect(rejectionAt([0.9, 0.9])).toEqual({ count: 200, rejected: 100, rejected_wrong: 25, kept_right: null });
  expect(rejectionAt([0.9, null])).toMatchObject({ rejected: 0 });
  expect(tallied([[0.5, 0.5]]).weightings[0]?.rejection).toBeNull();
});
