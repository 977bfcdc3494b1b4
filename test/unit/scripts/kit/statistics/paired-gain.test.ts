import { expect, it } from 'vitest';

import { pairedGain } from '../../../../../scripts/kit/statistics/paired-gain.ts';

/** Answers to as many pictures as each part says. */
function answers(...parts: readonly (readonly [right: boolean, count: number])[]): boolean[] {
  return parts.flatMap(([right, count]) => Array.from({ length: count }, () => right));
}

it('counts what only one of the two got right', () => {
  const { gain, mended, spoiled } = pairedGain([true, true, false, false, true], [true, false, true, false, false]);
  // Two of five against one of five.
  expect([gain.value, mended, spoiled]).toEqual([0.2, 2, 1]);
});

it('is sure that equals are equal, however often both are wrong', () => {
  const same = answers([true, 30], [false, 70]);
  expect(pairedGain(same, same)).toEqual({ gain: { value: 0, interval: [0, 0] }, mended: 0, spoiled: 0 });
});

it('is narrow where both fail on the same pictures', () => {
  // 1000 pictures: 460 right by both, 460 wrong by both, 60 mended, 20 spoiled.
  const one = answers([true, 460], [false, 460], [true, 60], [false, 20]);
  const other = answers([true, 460], [false, 460], [false, 60], [true, 20]);
  const { gain } = pairedGain(one, other);
  expect(gain.value).toBe(0.04);
  // Standard error sqrt((0.08 - 0.04^2) / 1000) = 0.00885: 0.04 -+ 1.96 * 0.00885. Unpaired it would be 0.0223.
  expect(gain.interval[0]).toBeCloseTo(0.0226, 2);
  expect(gain.interval[1]).toBeCloseTo(0.0574, 2);
  expect(gain.interval[0]).toBeGreaterThan(0.015);
  expect(pairedGain(other, one).gain.value).toBe(-0.04);
});
