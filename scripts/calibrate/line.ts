import { median } from './statistics.ts';

/** A point, x first. */
export type Point = readonly [x: number, y: number];

/** y = intercept + slope * x. Both are NaN where no line is determined: all x alike. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** The line with the least sum of squared vertical distances. One far-off point moves it as far as it likes. */
export function leastSquares(points: readonly Point[]): Line {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  let covariance = 0;
  let variance = 0;
  for (const [x, y] of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  const slope = variance === 0 ? NaN : covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}

/**
 * The line through the middle: its slope is the median over all pairs of points of different x (Sen 1968), its intercept
 * the median of what is left. Up to 29 % of the points may be far off without moving it far, which is what a garbage
 * collection or a network does to some requests.
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
