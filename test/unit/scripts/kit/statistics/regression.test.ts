import { describe, expect, it } from 'vitest';

import { leastSquares, type Point, theilSen } from '../../../../../scripts/kit/statistics/regression.ts';

const exact: Point[] = [
  [0, 7],
  [1, 9],
  [4, 15],
  [16, 39],
];

describe.each([
  ['leastSquares', leastSquares],
  ['theilSen', theilSen],
])('%s', (_name, fit) => {
  it('finds y = 7 + 2 x', () => {
    const { slope, intercept } = fit(exact);
    expect(slope).toBeCloseTo(2, 12);
    expect(intercept).toBeCloseTo(7, 12);
  });

  it('finds no line where x never changes', () => {
    expect(
      fit([
        [0, 1],
        [0, 2],
        [0, 30],
      ]).slope,
    ).toBeNaN();
  });
});

describe('leastSquares', () => {
  it('agrees with a calculation by hand', () => {
    // Means 2 and 4; sum of dx dy = (-1)(-2) + 0 * 1 + 1 * 1 = 3, of dx dx = 2: slope 1.5, intercept 4 - 3 = 1.
    expect(
      leastSquares([
        [1, 2],
        [2, 5],
        [3, 5],
      ]),
    ).toEqual({ slope: 1.5, intercept: 1 });
  });
});

describe('theilSen', () => {
  it('agrees with a calculation by hand', () => {
    // Slopes 3, 1.5 and 0: the middle one is 1.5; what is left is 0.5, 2 and 0.5.
    expect(
      theilSen([
        [1, 2],
        [2, 5],
        [3, 5],
      ]),
    ).toEqual({ slope: 1.5, intercept: 0.5 });
  });

  it('does not follow a single point that is far off, as least squares do', () => {
    const points: Point[] = [...exact, [8, 23], [2, 1011]];
    const { slope, intercept } = theilSen(points);
    expect(slope).toBeCloseTo(2, 1);
    expect(intercept).toBeCloseTo(7, 1);
    expect(Math.abs(leastSquares(points).slope - 2)).toBeGreaterThan(5);
  });
});
