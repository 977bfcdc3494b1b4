import type { Photo } from './photo.ts';
import { reduction } from './reduction.ts';

/**
 * Lays RGBA pixels on white and averages squares of `divisor` x `divisor` of them, in one pass and without a second
 * picture of the full size. Squares at the right and bottom edge average what they cover.
 *
 * @param rgba `4 * width * height` bytes, alpha not premultiplied
 */
export function flatten(rgba: Uint8Array, width: number, height: number, divisor: number): Photo {
  const target = reduction(width, height, divisor);
  const rowBytes = 3 * target.width;
  const data = new Uint8Array(rowBytes * target.height);
  const sums = new Uint32Array(rowBytes);
  for (let row = 0; row < target.height; row++) {
    const top = row * divisor;
    const bottom = Math.min(top + divisor, height);
    sums.fill(0);
    for (let y = top; y < bottom; y++) {
      let from = 4 * width * y;
      for (let column = 0, to = 0; column < target.width; column++, to += 3) {
        const right = Math.min((column + 1) * divisor, width);
        let red = 0;
        let green = 0;
        let blue = 0;
        for (let x = column * divisor; x < right; x++, from += 4) {
          const alpha = rgba[from + 3] ?? 0;
          const white = 255 * (255 - alpha);
          red += (rgba[from] ?? 0) * alpha + white;
          green += (rgba[from + 1] ?? 0) * alpha + white;
          blue += (rgba[from + 2] ?? 0) * alpha + white;
        }
        sums[to] = (sums[to] ?? 0) + red;
        sums[to + 1] = (sums[to + 1] ?? 0) + green;
        sums[to + 2] = (sums[to + 2] ?? 0) + blue;
      }
    }
    for (let column = 0, to = 0; column < target.width; column++) {
      const covered = (Math.min((column + 1) * divisor, width) - column * divisor) * (bottom - top);
      for (let channel = 0; channel < 3; channel++, to++) {
        data[row * rowBytes + to] = Math.round((sums[to] ?? 0) / (255 * covered));
      }
    }
  }
  return { width: target.width, height: target.height, data, extent: target.extent };
}
