import { expect, it } from 'vitest';

import { distributionOf, findOutliers } from '../../../../../scripts/kit/statistics/distribution.ts';

it("finds what lies beyond Tukey's fences", () => {
  // Quartiles 2.75 and 6.25: fences 1.5 * 3.5 away from them.
  expect(findOutliers([1, 2, 3, 4, 5, 6, 7, 8])).toEqual({ fences: [-2.5, 11.5], values: [] });
  expect(findOutliers([100, 2, 3, 4, 5, 6, 7, -5])).toEqual({ fences: [-2.5, 11.5], values: [-5, 100] });
});

it('does not judge from a handful', () => {
  expect(findOutliers([1, 1, 1, 1, 1, 1, 1000])).toBeUndefined();
});

it('keeps outliers in every figure', () => {
  const values = [...Array.from({ length: 99 }, (_, index) => 100 + index / 10), 5000];
  expect(distributionOf([values], 1)).toMatchObject({
    count: 100,
    min: 100,
    max: 5000,
    // A hundredth of the way from 109.8 to 5000.
    p99: expect.closeTo(158.702, 9) as number,
    outliers: { values: [5000] },
  });
  expect(distributionOf([values.slice(1)], 1)).toMatchObject({
    count: 99,
    p99: null,
    // A tenth of the way from 109.4 to 109.5.
    p95: expect.closeTo(109.41, 9) as number,
    max: 5000,
  });
});
