import { describe, expect, it } from 'vitest';

import { averageDrop, increase } from '../../../../../scripts/lab/explainability/metrics/confidence.ts';
import { explainedPicture } from '../../../../../scripts/lab/explainability/metrics/explained-picture.ts';

/** Half is lost; a fifth is lost; something is won; all stays. */
const PAIRS = [
  { whole: 0.8, explained: 0.4 },
  { whole: 0.5, explained: 0.4 },
  { whole: 0.2, explained: 0.9 },
  { whole: 0.6, explained: 0.6 },
];

it('averages what is lost, and counts what is won as no loss', () => {
  expect(averageDrop(PAIRS)).toBeCloseTo((100 * (0.5 + 0.2 + 0 + 0)) / 4, 12);
  expect(averageDrop([{ whole: 0.3, explained: 0 }])).toBe(100);
});

it('counts the pictures whose score rises, and not those whose score stays', () => {
  expect(increase(PAIRS)).toBe(25);
});

describe('the explained picture', () => {
  const input = {
    name: 'pixels',
    size: [3, 1, 2] as [3, number, number],
    mean: [0.5, 0.4, 0.2] as [number, number, number],
    std: [0.5, 0.2, 0.1] as [number, number, number],
    crop_mode: 'center' as const,
    crop_pct: 1,
    interpolation: 'bilinear' as const,
  };
  const normalise = (rgb: readonly number[]): Float32Array =>
    Float32Array.from(rgb, (value, at) => {
      const channel = Math.floor(at / 2);
      return (value - (input.mean[channel] ?? NaN)) / (input.std[channel] ?? NaN);
    });

  it('is the product of the pixels before they were normalised', () => {
    const explained = explainedPicture(normalise([0.2, 0.4, 0.6, 0.8, 1, 0]), Float64Array.of(0.5, 0.25), input);
    const expected = normalise([0.1, 0.1, 0.3, 0.2, 0.5, 0]);
    expect([...explained]).toEqual([...expected].map((value): unknown => expect.closeTo(value, 5)));
  });

  it('is the picture itself where the map is 1, and black where it is 0', () => {
    const pixels = normalise([0.2, 0.4, 0.6, 0.8, 1, 0]);
    expect([...explainedPicture(pixels, Float64Array.of(1, 1), input)]).toEqual([...pixels]);
    const black = [...normalise([0, 0, 0, 0, 0, 0])];
    expect([...explainedPicture(pixels, Float64Array.of(0, 0), input)]).toEqual(black);
  });
});
