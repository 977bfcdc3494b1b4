import { expect, it } from 'vitest';

import type { HeatMap } from '../../../src/contract/job.ts';
import { upsample } from '../../../src/verdict/upsample.ts';

const map: HeatMap = { width: 2, height: 2, values: [0, 0.4, 0.8, 1], peak: 3 };

it('has the value of a cell in its middle, is linear between two cells, and constant at the edges', () => {
  // By hand: pixels lie at -0.25, 0.25, 0.75 and 1.25 cells, cut off at 0 and 1.
  const row = [0, 0.1, 0.3, 0.4];
  const last = [0.8, 0.85, 0.95, 1];
  const between = (part: number): number[] => row.map((value, x) => value + part * ((last[x] ?? NaN) - value));
  const expected = [row, between(0.25), between(0.75), last].flat();
  expect([...upsample(map, 4, 4)]).toEqual(expected.map((value): unknown => expect.closeTo(value, 12)));
});

it('goes row by row where height and width differ', () => {
  expect([...upsample(map, 2, 4)]).toEqual(
    [0, 0.1, 0.3, 0.4, 0.8, 0.85, 0.95, 1].map((value): unknown => expect.closeTo(value, 12)),
  );
});
