import { linearRegression } from 'simple-statistics';

import { median } from './quantiles.ts';

/** A point, x first. */
export type Point = readonly [x: number, y: number];

/** y = intercept + slope * x. Both are NaN where all x are alike, because no line is determined then. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** The line with the least sum of squared vertical distances. A single outlier can move it without limit. */
export function leastSquares(points: readonly Point[]): Line {
  if (new Set(points.map(([x]) => x)).size < 2) return { slope: NaN, intercept: NaN };
  const { m, b } = linearRegression(points.map(([x, y]) => [x, y]));
  return { slope: m, intercept: b };
}

/**
 * A line that outliers hardly move: its slope is the median over all pairs of points of different x (P. K. Sen, 1968), its
 * intercept the median of what is left. Up to 29 % of the points may lie anywhere, as after a garbage collection or a
 * delay in the network.
 */
export function theilSen(points: readonly Point[]): Line {
  const slopes: number[] = [];
  points.forEach(([x, y], index) => {
    for (const [otherX, otherY] of points.slice(index + 1)) {
      if (otherX !== x) slopes.push((otherY - y) / (otherX - x));
    }
  });
  const slope = median(slopes);
  return { slope, intercept: median(points.map(([x, y]) => y - slope * x)) };
}
