import { expect, it } from 'vitest';

import { distributionOf } from '../../../../scripts/kit/statistics/distribution.ts';
import { findOutliers } from '../../../../scripts/kit/statistics/outliers.ts';

it("finds what lies beyond Tukey's fences", () => {
  // Quartiles 2 and 6: fences 1.5 * 4 away from them.
  expect(findOutliers([1, 2, 3, 4, 5, 6, 7, 8])).toEqual({ fences: [-4, 12], values: [] });
  expect(findOutliers([100, 2, 3, 4, 5, 6, 7, -5])).toEqual({ fences: [-4, 12], values: [-5, 100] });
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
    p99: 109.8,
    outliers: { values: [5000] },
  });
  expect(distributionOf([values.slice(1)], 1)).toMatchObject({ count: 99, p99: null, p95: 109.5, max: 5000 });
});
