import type { ColourProfile } from './icc-profile.ts';

/** The white of the connection space, D50 (ICC.1:2022, 7.2.16). */
const WHITE = [0.9642, 1, 0.8249] as const;

/** The black of colours as they are to be perceived, since version 4 (ICC.1:2022, annex D.6). */
const PERCEIVED_BLACK = [0.00336, 0.0034731, 0.00287] as const;

/** Of a table of version 2 no blacker black than this is believed: half the lightness. */
const LIGHTEST_BLACK = 50;

/**
 * Makes XYZ of the coordinates in the connection space that a profile's table yields, in place. The profile's black becomes
 * black, and its white stays: black point compensation, as little-cms does it for perceived colours.
 */
export function connectionToXyz(profile: ColourProfile & { space: 'table' }): (colour: Float64Array) => void {
  const decode = profile.isLab ? labToXyz(profile.table.isLegacy ? 65_535 / 65_280 : 1) : fractionToXyz;
  const black = profile.version >= 4 ? PERCEIVED_BLACK : darkest(profile, decode);
  const scales = WHITE.map((white, i) => white / (white - (black[i] ?? 0)));
  return (colour) => {
    decode(colour);
    for (let i = 0; i < 3; i++) colour[i] = ((colour[i] ?? 0) - (black[i] ?? 0)) * (scales[i] ?? 1);
  };
}

/** The lightness of black, without its tint. */
function darkest({ table }: ColourProfile & { space: 'table' }, decode: (colour: Float64Array) => void): Float64Array {
  const colour = Float64Array.from(table.curves, (curve) => Math.min(1, Math.max(0, curve(0))));
  table.rest(colour);
  decode(colour);
  const lightness = Math.min(LIGHTEST_BLACK, Math.max(0, 116 * root(colour[1] ?? 0) - 16));
  return Float64Array.from(WHITE, (white) => white * cube((lightness + 16) / 116));
}

/** Both of CIE 15, 8.2.1: linear below a lightness of 8. */
const cube = (value: number): number => (value > 24 / 116 ? value * value * value : (108 / 841) * (value - 16 / 116));
const root = (value: number): number => (value > (24 / 116) ** 3 ? Math.cbrt(value) : (841 / 108) * value + 16 / 116);

/** @param scale of 16 bits: where a lightness of 100 is less than all ones */
function labToXyz(scale: number): (colour: Float64Array) => void {
  return (colour) => {
    const y = (100 * (colour[0] ?? 0) * scale + 16) / 116;
    colour[0] = WHITE[0] * cube(y + (255 * (colour[1] ?? 0) * scale - 128) / 500);
    colour[1] = WHITE[1] * cube(y);
    colour[2] = WHITE[2] * cube(y - (255 * (colour[2] ?? 0) * scale - 128) / 200);
  };
}

/** 16 bits of XYZ are 1.15. */
function fractionToXyz(colour: Float64Array): void {
  for (let i = 0; i < 3; i++) colour[i] = ((colour[i] ?? 0) * 65_535) / 32_768;
}
