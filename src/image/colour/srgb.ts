import type { PhotoReport } from '../../contract/photo.ts';
import { readIccProfile, type ColourProfile, type Matrix } from './icc-profile.ts';
import { tabulate, type ToneCurve } from './tone-curve.ts';
import { connectionToXyz } from './connection-space.ts';

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

/** Levels of a sample of eight bits. */
const LEVELS = 256;

/** Levels that samples of 16 bits are shifted to: as many as light has steps. */
export const WIDE_LEVELS = 16_384;

/** A conversion that changes no colour by at least so many levels is not done. */
const MIN_DIFFERENCE = 3;

/** sRGB's level for light, both as fractions (IEC 61966-2-1); the same curve goes on beyond white, and below black. */
const encode = (light: number): number => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

/** sRGB's level, 0 to 255, for light from 0 to 1. */
const levelOf = (light: number): number => Math.round(255 * encode(light));

let levelTable: Uint8Array | undefined;
/** Levels for `STEPS` + 1 steps of light; computed when the first image needs them. */
const levels = (): Uint8Array => (levelTable ??= Uint8Array.from({ length: STEPS + 1 }, (_, i) => levelOf(i / STEPS)));

/**
 * Makes RGB levels of sRGB, three bytes a pixel, of as many samples. Both may be the same bytes. A picture of grey has its
 * level three times.
 */
export type Conversion = (samples: Uint8Array | Uint16Array, rgb: Uint8Array) => void;

/** What is done about an ICC profile. */
export interface ColourTreatment {
  readonly colour: Colour;
  /** For samples of eight bits; absent where they are taken as they are. */
  readonly convert?: Conversion;
  /** For samples of 16 bits, shifted to {@link WIDE_LEVELS}, before they are narrowed. Then there is no other. */
  readonly convertWide?: Conversion;
}

/**
 * Tells how samples become sRGB by their ICC profile: curve, matrix, then sRGB's matrix and curve (ICC.1:2022, annex F.3),
 * or by the profile's table. Colours outside of sRGB are clipped in each channel.
 *
 * @param profile the embedded profile; empty when it cannot be read
 * @param isGrey whether the file has a single colour channel
 * @param isWide whether it has samples of 16 bits. For a table eight of them suffice: it costs too much for every pixel of a
 *   file, and few of them are for linear light.
 */
export function colourTreatment(profile: Uint8Array, isGrey: boolean, isWide: boolean): ColourTreatment {
  const read = readIccProfile(profile);
  if (read === undefined || (read.space === 'grey') !== isGrey) return { colour: 'ignored' };
  const isNarrow = !isWide || read.space === 'table';
  const count = isNarrow ? LEVELS : WIDE_LEVELS;
  const convert = conversionOf(read, count);
  if (convert === undefined) return { colour: 'ignored' };
  if (isNearlySrgb(convert, isGrey, count)) return { colour: 'srgb' };
  return { colour: 'converted', ...(isNarrow ? { convert } : { convertWide: convert }) };
}

/** `undefined` when a curve or a table has values that are no numbers. */
function conversionOf(profile: ColourProfile, count: number): Conversion | undefined {
  switch (profile.space) {
    case 'grey':
      return greyConversion(profile.curve, count);
    case 'rgb':
      return matrixConversion(profile, count);
    case 'table':
      return tableConversion(profile, count);
  }
}

function greyConversion(curve: ToneCurve, count: number): Conversion | undefined {
  const lights = tabulate(curve, count);
  if (lights === undefined) return undefined;
  const table = Uint8Array.from(lights, levelOf);
  return (samples, rgb) => {
    for (let i = 0; i < rgb.length; i++) rgb[i] = table[samples[i] ?? 0] ?? 0;
  };
}

type Tables = readonly [Float64Array, Float64Array, Float64Array];

function tabulateAll(curves: readonly ToneCurve[], count: number): Tables | undefined {
  const [red, green, blue] = curves.map((curve) => tabulate(curve, count));
  return red && green && blue && [red, green, blue];
}

/** For each level of red, of green and of blue: what it adds to one channel of the result, in steps of light. */
type Shares = readonly [Int32Array, Int32Array, Int32Array];

function matrixConversion({ curves, matrix }: ColourProfile & { space: 'rgb' }, count: number): Conversion | undefined {
  const lights = tabulateAll(curves, count);
  if (lights === undefined) return undefined;
  const weights = product(FROM_XYZ, matrix);
  const sharesOf = (row: number): Shares => {
    const share = (channel: 0 | 1 | 2): Int32Array =>
      Int32Array.from(lights[channel], (light) => Math.round(light * STEPS * (weights[3 * row + channel] ?? 0)));
    return [share(0), share(1), share(2)];
  };
  const [redOfRed, redOfGreen, redOfBlue] = sharesOf(0);
  const [greenOfRed, greenOfGreen, greenOfBlue] = sharesOf(1);
  const [blueOfRed, blueOfGreen, blueOfBlue] = sharesOf(2);
  const table = levels();
  const level = (steps: number): number => table[steps < 0 ? 0 : steps > STEPS ? STEPS : steps] ?? 0;
  return (samples, rgb) => {
    for (let at = 0; at < rgb.length; at += 3) {
      const red = samples[at] ?? 0;
      const green = samples[at + 1] ?? 0;
      const blue = samples[at + 2] ?? 0;
      rgb[at] = level((redOfRed[red] ?? 0) + (redOfGreen[green] ?? 0) + (redOfBlue[blue] ?? 0));
      rgb[at + 1] = level((greenOfRed[red] ?? 0) + (greenOfGreen[green] ?? 0) + (greenOfBlue[blue] ?? 0));
      rgb[at + 2] = level((blueOfRed[red] ?? 0) + (blueOfGreen[green] ?? 0) + (blueOfBlue[blue] ?? 0));
    }
  };
}

/** A colour at a time, through the profile's table and the connection space: as exact as the table. */
function tableConversion(profile: ColourProfile & { space: 'table' }, count: number): Conversion | undefined {
  const places = tabulateAll(profile.table.curves, count);
  if (places === undefined) return undefined;
  const [reds, greens, blues] = places;
  const toXyz = connectionToXyz(profile);
  const table = levels();
  // What is no number becomes 0.
  const level = (light: number): number => table[Math.min(STEPS, Math.max(0, Math.round(light * STEPS)))] ?? 0;
  const [rx, ry, rz, gx, gy, gz, bx, by, bz] = FROM_XYZ;
  const colour = new Float64Array(3);
  return (samples, rgb) => {
    for (let at = 0; at < rgb.length; at += 3) {
      colour[0] = reds[samples[at] ?? 0] ?? 0;
      colour[1] = greens[samples[at + 1] ?? 0] ?? 0;
      colour[2] = blues[samples[at + 2] ?? 0] ?? 0;
      profile.table.rest(colour);
      toXyz(colour);
      const x = colour[0];
      const y = colour[1];
      const z = colour[2];
      rgb[at] = level(rx * x + ry * y + rz * z);
      rgb[at + 1] = level(gx * x + gy * y + gz * z);
      rgb[at + 2] = level(bx * x + by * y + bz * z);
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
function isNearlySrgb(convert: Conversion, isGrey: boolean, count: number): boolean {
  const steps = [0, 17, 51, 102, 153, 204, 255];
  const cube = steps.flatMap((r) => steps.flatMap((g) => steps.flatMap((b) => [r, g, b])));
  const before = isGrey ? steps.flatMap((value) => [value, value, value]) : cube;
  const after = new Uint8Array(before.length);
  convert(
    Uint16Array.from(before, (value) => Math.round((value * (count - 1)) / 255)),
    after,
  );
  return after.every((value, i) => Math.abs(value - (before[i] ?? 0)) < MIN_DIFFERENCE);
}
