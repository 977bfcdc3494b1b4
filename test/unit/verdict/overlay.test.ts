import { expect, it } from 'vitest';

import { overlay, overlaySize, type Rgb } from '../../../src/verdict/overlay.ts';

const picture: Rgb = { width: 90, height: 60, data: new Uint8Array(3 * 90 * 60).fill(100) };
/** One cell of three by two is hot; the model saw the middle of the picture. */
const panel = {
  map: { width: 3, height: 2, values: [0, 0, 0, 0, 0, 1], peak: 2 },
  region: { left: 15, top: 10, width: 60, height: 40 },
};

function pixel({ data, width }: Rgb, x: number, y: number): number[] {
  const at = 3 * (y * width + x);
  return [...data.subarray(at, at + 3)];
}

const lightness = ([red = NaN, green = NaN, blue = NaN]: number[]): number =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** 0.4 of grey 100 and 0.6 of a colour. */
const mixed = (...colour: number[]): number[] => colour.map((value) => Math.trunc(0.4 * 100 + 0.6 * value));

/** The ends of matplotlib's inferno. */
const [LOWEST, HIGHEST] = [
  [0, 0, 4],
  [252, 255, 164],
];

it('colours the region that the model saw, hottest in the middle of the hottest cell', () => {
  const drawn = overlay(picture, [panel]);
  expect(pixel(drawn, 20, 15)).toEqual(mixed(...LOWEST));
  // The cell covers x 55 to 75 and y 30 to 50; from its middle to the edge the value stays the same.
  expect(pixel(drawn, 65, 40)).toEqual(mixed(...HIGHEST));
  expect(pixel(drawn, 74, 49)).toEqual(mixed(...HIGHEST));
  // The lightness of the colour scale grows from end to end.
  const lights = Array.from({ length: 20 }, (_, i) => lightness(pixel(drawn, 46 + i, 42)));
  expect(lights).toEqual([...lights].sort((a, b) => a - b));
  expect(new Set(lights).size).toBeGreaterThan(15);
});

it('leaves the rest of the picture dark and without colour', () => {
  const drawn = overlay(picture, [panel]);
  for (const [x, y] of [
    [0, 0],
    [14, 30],
    [75, 30],
    [45, 9],
    [45, 50],
  ] as const) {
    expect(pixel(drawn, x, y)).toEqual([40, 40, 40]);
  }
});

it('draws maps side by side, and one legend below', () => {
  const drawn = overlay(picture, [panel, panel]);
  expect(drawn).toMatchObject(overlaySize(picture, 2));
  expect(drawn.width).toBe(90 + 8 + 90);
  expect(pixel(drawn, 93, 30)).toEqual([255, 255, 255]);
  expect(pixel(drawn, 98 + 65, 40)).toEqual(pixel(drawn, 65, 40));
  // The bar begins 8 pixels from the left and below the picture.
  expect(pixel(drawn, 8, 70)).toEqual(LOWEST);
  expect(pixel(drawn, drawn.width - 9, 70)).toEqual(HIGHEST.map((value) => expect.closeTo(value, -1) as number));
  // The stroke of the 1 at its right end.
  const black = Array.from({ length: 10 }, (_, y) => pixel(drawn, drawn.width - 11, 60 + 26 + y));
  expect(black).toContainEqual([0, 0, 0]);
});
