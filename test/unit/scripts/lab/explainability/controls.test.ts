import { expect, it } from 'vitest';

import { centred, shuffled } from '../../../../../scripts/lab/explainability/controls.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import type { HeatMap } from '../../../../../src/contract/job.ts';

const map: HeatMap = { width: 3, height: 3, values: [0.9, 0, 0.1, 0.2, 0.3, 1, 0, 0.5, 0.4], peak: 2 };
const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

it('both have the values of the map, which stays as it is', () => {
  const before = [...map.values];
  for (const control of [centred(map), shuffled(map, randomOf('control'))]) {
    expect(control).toMatchObject({ width: 3, height: 3, peak: 2 });
    expect(ascending(control.values)).toEqual(ascending(map.values));
  }
  expect(map.values).toEqual(before);
});

it('the largest is in the middle, the next four beside it, the smallest in the corners', () => {
  const { values } = centred(map);
  expect(values[4]).toBe(1);
  expect(ascending([1, 3, 5, 7].map((cell) => values[cell] ?? NaN))).toEqual([0.3, 0.4, 0.5, 0.9]);
  expect(ascending([0, 2, 6, 8].map((cell) => values[cell] ?? NaN))).toEqual([0, 0, 0.1, 0.2]);
});

it('the other one is the same for the same seed, and another for another', () => {
  const [first, again, other] = ['a', 'a', 'b'].map((seed) => shuffled(map, randomOf(seed)).values);
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
});
