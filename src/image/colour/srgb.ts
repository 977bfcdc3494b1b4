import type { PhotoReport } from '../../contract/photo.ts';
import { readIccProfile, type ColourProfile, type Matrix } from './icc-profile.ts';

/**
 * How the colours of a decoded picture were treated.
 *
 * - `srgb`: the file says sRGB, or nothing, which means the same on the web.
 * - `converted`: the file has another colour space, such as the Display P3 of phones, and the image was converted.
 * - `ignored`: the file has a colour profile that cannot be used here, so the image is taken for sRGB.
 */
export type Colour = PhotoReport['colour'];

/** From XYZ under D50 to sRGB's linear light (IEC 61966-2-1, adapted to D50 with Bradford's matrix). */
const FROM_XYZ: Matrix = [
  3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.033454, 0.0719453, -0.2289914, 1.4052427,
];

/** Steps of light in the table of levels: fine enough for the dark colours, where the curve is steepest. */
const STEPS = 16_384;

/** A conversion that changes no colour by at least so many levels is not done. */
const MIN_DIFFERENCE = 3;

/** sRGB's level, 0 to 255, for light from 0 to 1 (IEC 61966-2-1). */
const levelOf = (light: number): number =>
  Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));

let levelTable: Uint8Array | undefined;
/** Levels for `STEPS` + 1 steps of light; computed when the first image needs them. */
const levels = (): Uint8Array => (levelTable ??= Uint8Array.from({ length: STEPS + 1 }, (_, i) => levelOf(i / STEPS)));

/**
 * Converts pixels to sRGB, in place, by their ICC profile: curve, matrix, then sRGB's matrix and curve (ICC.1:2022, annex
 * F.3). Colours outside of sRGB are clipped in each channel.
 *
 * @param rgb three bytes a pixel
 * @param isGrey whether the file has a single colour channel
 * @param profile the embedded profile; empty when it cannot be read
 */
export function toSrgb(rgb: Uint8Array, isGrey: boolean, profile: Uint8Array): Colour {
  const read = readIccProfile(profile);
  if (read === undefined || (read.space === 'grey') !== isGrey) return 'ignored';
  const convert = read.space === 'grey' ? greyConversion(read.curve) : rgbConversion(read);
  if (isNearlySrgb(convert, isGrey)) return 'srgb';
  convert(rgb);
  return 'converted';
}

type Conversion = (rgb: Uint8Array) => void;

function greyConversion(curve: Float64Array): Conversion {
  const table = Uint8Array.from(curve, levelOf);
  return (rgb) => {
    for (let i = 0; i < rgb.length; i++) rgb[i] = table[rgb[i] ?? 0] ?? 0;
  };
}

/** For each level of red, of green and of blue: what it adds to one channel of the result, in steps of light. */
type Shares = readonly [Int32Array, Int32Array, Int32Array];

function rgbConversion({ curves, matrix }: ColourProfile & { space: 'rgb' }): Conversion {
  const weights = product(FROM_XYZ, matrix);
  const sharesOf = (row: number): Shares => {
    const share = (channel: 0 | 1 | 2): Int32Array =>
      Int32Array.from(curves[channel], (light) => Math.round(light * STEPS * (weights[3 * row + channel] ?? 0)));
    return [share(0), share(1), share(2)];
  };
  const [redOfRed, redOfGreen, redOfBlue] = sharesOf(0);
  const [greenOfRed, greenOfGreen, greenOfBlue] = sharesOf(1);
  const [blueOfRed, blueOfGreen, blueOfBlue] = sharesOf(2);
  const table = levels();
  const level = (steps: number): number => table[steps < 0 ? 0 : steps > STEPS ? STEPS : steps] ?? 0;
  return (rgb) => {
    for (let at = 0; at < rgb.length; at += 3) {
      const red = rgb[at] ?? 0;
      const green = rgb[at + 1] ?? 0;
      const blue = rgb[at + 2] ?? 0;
      rgb[at] = level((redOfRed[red] ?? 0) + (redOfGreen[green] ?? 0) + (redOfBlue[blue] ?? 0));
      rgb[at + 1] = level((greenOfRed[red] ?? 0) + (greenOfGreen[green] ?? 0) + (greenOfBlue[blue] ?? 0));
      rgb[at + 2] = level((blueOfRed[red] ?? 0) + (blueOfGreen[green] ?? 0) + (blueOfBlue[blue] ?? 0));
    }
  };
}

function product(left: Matrix, right: Matrix): readonly number[] {
  return left.map((_, place) => {
    const row = 3 * Math.floor(place / 3);
    return [0, 1, 2].reduce((sum, k) => sum + (left[row + k] ?? 0) * (right[3 * k + (place % 3)] ?? 0), 0);
  });
}

/** Many profiles are sRGB under another name, rounded differently. Tries colours from all over the cube. */
function isNearlySrgb(convert: Conversion, isGrey: boolean): boolean {
  const steps = [0, 17, 51, 102, 153, 204, 255];
  const cube = steps.flatMap((r) => steps.flatMap((g) => steps.flatMap((b) => [r, g, b])));
  const before = Uint8Array.from(isGrey ? steps.flatMap((value) => [value, value, value]) : cube);
  const after = before.slice();
  convert(after);
  return after.every((value, i) => Math.abs(value - (before[i] ?? 0)) < MIN_DIFFERENCE);
}
