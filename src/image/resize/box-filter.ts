import type { Image, ImageExtent } from '../image.ts';

/** The pixel grid of an image that is `divisor` times smaller than its file, a side. */
interface Reduction {
  readonly divisor: number;
  readonly width: number;
  readonly height: number;
  readonly extent: ImageExtent;
}

/** The grid is rounded up, so that no pixel of the file is lost; the extent is exact. */
export function reduction(width: number, height: number, divisor: number): Reduction {
  return {
    divisor,
    width: Math.ceil(width / divisor),
    height: Math.ceil(height / divisor),
    extent: { left: 0, top: 0, width: width / divisor, height: height / divisor },
  };
}

/**
 * Reduces an image while its rows come: each pixel of the result is the mean of a square of `divisor` x `divisor` pixels
 * (Pillow's `Image.reduce`). Squares at the right and bottom edge average the pixels that they have.
 *
 * The large image never exists as a whole.
 */
export class BoxFilter {
  readonly #width: number;
  readonly #height: number;
  readonly #target: Reduction;
  readonly #data: Uint8Array;
  /** Sums of the squares: of one row of squares, or of all of them when rows come out of order. */
  readonly #sums: Uint32Array;
  readonly #ordered: boolean;

  /**
   * @param width of the large image
   * @param height of the large image
   * @param ordered whether rows come complete and from top to bottom
   */
  constructor(width: number, height: number, divisor: number, ordered: boolean) {
    this.#width = width;
    this.#height = height;
    this.#target = reduction(width, height, divisor);
    const rowBytes = 3 * this.#target.width;
    this.#data = new Uint8Array(rowBytes * this.#target.height);
    this.#sums = new Uint32Array(divisor === 1 ? 0 : rowBytes * (ordered ? 1 : this.#target.height));
    this.#ordered = ordered;
  }

  /**
   * @param rgb the pixels of the row, or of a part of it, three bytes each
   * @param count number of those pixels
   * @param y row of the large image
   * @param left column of the first pixel
   * @param step columns from one pixel to the next
   */
  addRow(rgb: Uint8Array, count: number, y: number, left = 0, step = 1): void {
    const { divisor, width } = this.#target;
    const rowBytes = 3 * width;
    if (divisor === 1) {
      let to = rowBytes * y + 3 * left;
      for (let from = 0; from < 3 * count; from += 3, to += 3 * step) {
        this.#data[to] = rgb[from] ?? 0;
        this.#data[to + 1] = rgb[from + 1] ?? 0;
        this.#data[to + 2] = rgb[from + 2] ?? 0;
      }
      return;
    }
    const sums = this.#sums;
    const row = Math.floor(y / divisor);
    let to = this.#ordered ? 0 : row * rowBytes;
    let within = left % divisor;
    to += 3 * Math.floor(left / divisor);
    for (let from = 0; from < 3 * count; from += 3) {
      sums[to] = (sums[to] ?? 0) + (rgb[from] ?? 0);
      sums[to + 1] = (sums[to + 1] ?? 0) + (rgb[from + 1] ?? 0);
      sums[to + 2] = (sums[to + 2] ?? 0) + (rgb[from + 2] ?? 0);
      for (within += step; within >= divisor; within -= divisor) to += 3;
    }
    if (this.#ordered && ((y + 1) % divisor === 0 || y + 1 === this.#height)) {
      this.#divide(row, 0);
      sums.fill(0);
    }
  }

  finish(): Image {
    const { divisor, width, height, extent } = this.#target;
    if (divisor > 1 && !this.#ordered) for (let row = 0; row < height; row++) this.#divide(row, 3 * width * row);
    return { width, height, data: this.#data, extent };
  }

  #divide(row: number, from: number): void {
    const { divisor, width } = this.#target;
    const down = Math.min(divisor, this.#height - row * divisor);
    let to = 3 * width * row;
    for (let column = 0; column < width; column++) {
      const covered = down * Math.min(divisor, this.#width - column * divisor);
      for (const end = to + 3; to < end; to++, from++) {
        this.#data[to] = ((this.#sums[from] ?? 0) + covered / 2) / covered;
      }
    }
  }
}
