import type { Image } from '../image.ts';
import { coveredRows, type ResampleWeights } from './resample-weights.ts';

/**
 * Scales an image: horizontal pass first, rounded to 8 bits, then the vertical one.
 *
 * @returns RGB, row-major, as many pixels as both axes have
 */
export type Resampler = (image: Image, across: ResampleWeights, down: ResampleWeights) => Uint8Array;

/** Fixed-point bits of the weights, and the half that rounds them away (Pillow's Resample.c, 8 bits per channel). */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

export const resampleInJavaScript: Resampler = (image, across, down) => {
  const { top, bottom } = coveredRows(down);
  return resampleColumns(resampleRows(image, across, top, bottom), across.starts.length, down, top);
};

const toByte = (sum: number): number => {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** Horizontal pass over the rows `top` to `bottom`, exclusive. */
function resampleRows(image: Image, across: ResampleWeights, top: number, bottom: number): Uint8Array {
  const { data } = image;
  const { starts, lengths, weights, stride } = across;
  const width = starts.length;
  const out = new Uint8Array(3 * width * (bottom - top));
  let to = 0;
  for (let y = top; y < bottom; y++) {
    const row = 3 * image.width * y;
    for (let x = 0; x < width; x++) {
      let from = row + 3 * (starts[x] ?? 0);
      let weight = x * stride;
      const end = weight + (lengths[x] ?? 0);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (; weight < end; weight++, from += 3) {
        const factor = weights[weight] ?? 0;
        red += (data[from] ?? 0) * factor;
        green += (data[from + 1] ?? 0) * factor;
        blue += (data[from + 2] ?? 0) * factor;
      }
      out[to++] = toByte(red);
      out[to++] = toByte(green);
      out[to++] = toByte(blue);
    }
  }
  return out;
}

/** Vertical pass; `rows` begins with row `top` of the image. */
function resampleColumns(rows: Uint8Array, width: number, down: ResampleWeights, top: number): Uint8Array {
  const { starts, lengths, weights, stride } = down;
  const rowBytes = 3 * width;
  const out = new Uint8Array(rowBytes * starts.length);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < starts.length; y++) {
    sums.fill(HALF);
    for (let i = 0; i < (lengths[y] ?? 0); i++) {
      const factor = weights[y * stride + i] ?? 0;
      const row = rowBytes * ((starts[y] ?? 0) - top + i);
      for (let x = 0; x < rowBytes; x++) sums[x] = (sums[x] ?? 0) + (rows[row + x] ?? 0) * factor;
    }
    for (let x = 0; x < rowBytes; x++) out[y * rowBytes + x] = toByte(sums[x] ?? 0);
  }
  return out;
}
