import { describe, expect, it } from 'vitest';

import { blur } from '../../../../../scripts/lab/explainability/metrics/blur.ts';
import {
  causalCurve,
  curveArea,
  deletion,
  insertion,
  type Score,
} from '../../../../../scripts/lab/explainability/metrics/causal.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';

/** A model whose score is a weighted sum of the first channel. */
const linear =
  (...weights: readonly number[]): Score =>
  (pixels) =>
    Promise.resolve(weights.reduce((sum, weight, at) => sum + weight * (pixels[at] ?? NaN), 0));

describe('the curve', () => {
  /** Three channels of four pixels. */
  const from = Float32Array.from({ length: 12 }, (_, at) => at + 1);
  const to = new Float32Array(12);

  it('exchanges all channels of the most important pixels first, of equal ones the one that is read first', async () => {
    const seen: number[][] = [];
    await causalCurve(
      (pixels) => {
        seen.push([...pixels]);
        return Promise.resolve(0);
      },
      { from, to, importance: Float64Array.of(0.2, 0.9, 0.2, 0.5), steps: 4 },
    );
    expect(seen).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      [1, 0, 3, 4, 5, 0, 7, 8, 9, 0, 11, 12],
      [1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 11, 0],
      [0, 0, 3, 0, 0, 0, 7, 0, 0, 0, 11, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    expect([...from]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('ends with everything exchanged where the steps do not divide the pixels', async () => {
    const counts: number[] = [];
    await causalCurve(
      (pixels) => {
        counts.push(pixels.subarray(0, 4).filter((value) => value === 0).length);
        return Promise.resolve(0);
      },
      { from, to, importance: Float64Array.of(4, 3, 2, 1), steps: 3 },
    );
    expect(counts).toEqual([0, 1, 3, 4]);
  });
});

it('the area is that of trapezoids', () => {
  expect(curveArea([1, 1])).toBe(1);
  expect(curveArea([1, 0])).toBe(0.5);
  // (1 + 0.5) / 2 / 2 + (0.5 + 0.2) / 2 / 2
  expect(curveArea([1, 0.5, 0.2])).toBeCloseTo(0.375 + 0.175, 12);
});

describe('deletion', () => {
  const pixels = Float32Array.of(1, 1, 1, 1);
  const score = linear(0.4, 0.3, 0.2, 0.1);

  it('equals the area by hand', async () => {
    // 1, 0.6, 0.3, 0.1, 0.
    expect(await deletion(score, pixels, Float64Array.of(4, 3, 2, 1), 4)).toBeCloseTo((0.5 + 0.6 + 0.3 + 0.1) / 4, 6);
    // Two at a time: 1, 0.3, 0.
    expect(await deletion(score, pixels, Float64Array.of(4, 3, 2, 1), 2)).toBeCloseTo((0.5 + 0.3) / 2, 6);
  });

  it('is least for the order of the weights, and most for the reverse', async () => {
    const right = Float64Array.of(0.4, 0.3, 0.2, 0.1);
    const best = await deletion(score, pixels, right, 4);
    const worst = await deletion(score, pixels, right.toReversed(), 4);
    expect(best).toBeLessThan(worst);
    for (let seed = 0; seed < 10; seed++) {
      const { uniform } = randomOf('deletion', seed);
      const other = await deletion(
        score,
        pixels,
        right.map(() => uniform(0, 1)),
        4,
      );
      expect(other).toBeGreaterThanOrEqual(best - 1e-12);
      expect(other).toBeLessThanOrEqual(worst + 1e-12);
    }
  });
});

describe('the blur', () => {
  const [height, width] = [13, 17];

  it('spreads a point as the product of two Gaussians of 11 pixels', () => {
    const point = new Float32Array(height * width);
    point[6 * width + 8] = 1;
    const blurred = blur(point, height, width);
    const gauss = (offset: number): number => (Math.abs(offset) > 5 ? 0 : Math.exp(-(offset ** 2) / 50));
    const total = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5].reduce((sum, offset) => sum + gauss(offset), 0);
    const expected = Array.from(
      point,
      (_, at) => (gauss(Math.floor(at / width) - 6) * gauss((at % width) - 8)) / total ** 2,
    );
    expect([...blurred]).toEqual(expected.map((value): unknown => expect.closeTo(value, 7)));
    expect(blurred.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('keeps channels apart, and lets what is outside count as 0', () => {
    const area = height * width;
    const blurred = blur(new Float32Array(2 * area).fill(1, area), height, width);
    expect(blurred.subarray(0, area).every((value) => value === 0)).toBe(true);
    const second = blurred.subarray(area);
    expect(second[6 * width + 8]).toBeCloseTo(1, 6);
    expect(second[0]).toBeGreaterThan(0.25);
    expect(second[0]).toBeLessThan(0.4);
  });
});

describe('insertion', () => {
  const width = 12;
  const random = randomOf('insertion');
  const pixels = Float32Array.from({ length: width * width }, () => random.uniform(0, 1));
  const corner = (at: number): boolean => at % width < 4 && at < 4 * width;
  /** 1 when the upper left corner is as it was, less the further it is from that. */
  const score: Score = (changed) =>
    Promise.resolve(
      1 - changed.reduce((sum, value, at) => sum + (corner(at) ? Math.abs(value - (pixels[at] ?? NaN)) : 0), 0) / 16,
    );
  const areaOf = (importance: Float64Array): Promise<number> =>
    insertion(score, pixels, importance, { width, steps: 9 });

  it('begins with the blurred picture, ends with the picture, and is more for the right map than for its reverse', async () => {
    const right = Float64Array.from(pixels, (_, at) => (corner(at) ? 1 : 0));
    const wrong = right.map((value) => 1 - value);
    const begin = await score(blur(pixels, width, width));
    // The corner is 16 of 144 pixels, which is the first of nine steps or the last.
    expect(await areaOf(right)).toBeCloseTo((begin / 2 + 8 + 0.5) / 9, 6);
    expect(await areaOf(wrong)).toBeCloseTo((begin / 2 + 8 * begin + 0.5) / 9, 6);
    expect(begin).toBeLessThan(1);
  });
});
