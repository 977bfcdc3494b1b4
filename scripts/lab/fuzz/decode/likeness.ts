/** Squares on each side of the grid in which two decoders' pictures are compared. */
const SIDE = 4;

/**
 * The mean colours of {@link SIDE} x {@link SIDE} parts of a picture: enough to tell a damaged one from a whole one, and
 * the same for any scale of it.
 *
 * @param rgb three bytes a pixel
 * @returns R, G, B of each part, row by row
 */
export function partsOf(rgb: Uint8Array, width: number, height: number): number[] {
  const means: number[] = [];
  for (let part = 0; part < SIDE * SIDE; part++) {
    const [column, row] = [part % SIDE, Math.floor(part / SIDE)];
    const [left, right] = spanOf(column, width);
    const [top, bottom] = spanOf(row, height);
    const sums = [0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let at = 3 * (y * width + left); at < 3 * (y * width + right); at++) {
        sums[at % 3] = (sums[at % 3] ?? 0) + (rgb[at] ?? 0);
      }
    }
    means.push(...sums.map((sum) => sum / ((right - left) * (bottom - top))));
  }
  return means;
}

/** The pixels of a part along one side; at least one. */
function spanOf(index: number, length: number): readonly [from: number, to: number] {
  const from = Math.min(length - 1, Math.floor((index * length) / SIDE));
  return [from, Math.max(from + 1, Math.floor(((index + 1) * length) / SIDE))];
}

/** The largest difference between two lists of means, in 1/255. */
export function farthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((mean, index) => Math.abs(mean - (b[index] ?? 0))));
}
