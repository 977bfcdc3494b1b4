import { BLACK_LEVELS, CMYK_TABLE, INK_LEVELS } from './cmyk-table.ts';

/** For each level of an ink: offset of its cell in the table, and its position within the cell, 0 to 1. */
interface Axis {
  readonly offsets: Int32Array;
  readonly fractions: Float32Array;
  /** Bytes of the table between neighbours along this axis. */
  readonly stride: number;
}

function axis(levels: readonly number[], stride: number): Axis {
  const offsets = new Int32Array(256);
  const fractions = new Float32Array(256);
  for (let cell = 0; cell + 1 < levels.length; cell++) {
    const low = levels[cell] ?? 0;
    const high = levels[cell + 1] ?? 255;
    for (let value = low; value <= high; value++) {
      offsets[value] = cell * stride;
      fractions[value] = (value - low) / (high - low);
    }
  }
  return { offsets, fractions, stride };
}

const BYTES = 3;
const LEVELS = INK_LEVELS.length;
const AXES: readonly Axis[] = [
  axis(INK_LEVELS, BYTES),
  axis(INK_LEVELS, BYTES * LEVELS),
  axis(INK_LEVELS, BYTES * LEVELS ** 2),
  axis(BLACK_LEVELS, BYTES * LEVELS ** 3),
];

/**
 * Converts CMYK (0 no ink, 255 full) to sRGB as a press would print it, by linear interpolation in four dimensions.
 *
 * This differs from a colour-managed conversion by about 1/255, the usual formula `(255 - ink) * (255 - black) / 255` by
 * about 8/255.
 *
 * @param cmyk four bytes a pixel
 * @returns three bytes a pixel
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((BYTES * cmyk.length) / 4);
  const corners = new Float64Array(16);
  const offsets = new Int32Array(16);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += BYTES) {
    corners[0] = 1;
    offsets[0] = 0;
    let count = 1;
    for (let channel = 0; channel < 4; channel++) {
      const along = AXES[channel];
      const value = cmyk[from + channel] ?? 0;
      const offset = along?.offsets[value] ?? 0;
      const fraction = along?.fractions[value] ?? 0;
      for (let i = 0; i < count; i++) {
        const corner = corners[i] ?? 0;
        const start = (offsets[i] ?? 0) + offset;
        corners[i] = corner * (1 - fraction);
        offsets[i] = start;
        corners[count + i] = corner * fraction;
        offsets[count + i] = start + (along?.stride ?? 0);
      }
      count *= 2;
    }
    for (let channel = 0; channel < BYTES; channel++) {
      let sum = 0.5;
      for (let i = 0; i < count; i++) sum += (corners[i] ?? 0) * (CMYK_TABLE[(offsets[i] ?? 0) + channel] ?? 0);
      rgb[to + channel] = sum;
    }
  }
  return rgb;
}
