import type { Conversion } from '../colour/srgb.ts';
import type { BoxFilter } from '../resize/box-filter.ts';
import { pixelBits, type PngHeader } from './header.ts';
import { pixelReader, type PixelReader } from './pixels.ts';

/** A pass of an interlaced PNG: every `stepX`-th column and `stepY`-th row, from `left` and `top` on. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
}

const WHOLE: readonly Pass[] = [{ left: 0, top: 0, stepX: 1, stepY: 1 }];

/** Adam7 (PNG specification, 8.2). */
const INTERLACED: readonly Pass[] = [
  { left: 0, top: 0, stepX: 8, stepY: 8 },
  { left: 4, top: 0, stepX: 8, stepY: 8 },
  { left: 0, top: 4, stepX: 4, stepY: 8 },
  { left: 2, top: 0, stepX: 4, stepY: 4 },
  { left: 0, top: 2, stepX: 2, stepY: 4 },
  { left: 1, top: 0, stepX: 2, stepY: 2 },
  { left: 0, top: 1, stepX: 1, stepY: 2 },
];

/** Takes the inflated bytes of a PNG as they come, and adds each complete row to a box filter. */
export class PngRows {
  readonly #filter: BoxFilter;
  readonly #read: PixelReader;
  readonly #pixelBits: number;
  readonly #rgb: Uint8Array;
  /** The current pass and those still to come. A pass without pixels is not in the file. */
  readonly #passes: Pass[];
  readonly #width: number;
  readonly #height: number;
  #row = new Uint8Array();
  #above = new Uint8Array();
  #filled = 0;
  #y = 0;

  constructor(header: PngHeader, filter: BoxFilter, convert?: Conversion) {
    this.#filter = filter;
    this.#read = pixelReader(header, convert);
    this.#pixelBits = pixelBits(header);
    this.#rgb = new Uint8Array(3 * header.width);
    this.#width = header.width;
    this.#height = header.height;
    this.#passes = (header.interlaced ? INTERLACED : WHOLE).filter(
      ({ left, top }) => left < header.width && top < header.height,
    );
    this.#startPass();
  }

  get isComplete(): boolean {
    return this.#passes.length === 0;
  }

  /** Rows of the current pass that are complete. */
  get rows(): number {
    return this.#y;
  }

  /**
   * @returns false when there are bytes behind the last row
   * @throws {Error} when a row has a filter that does not exist
   */
  push(bytes: Uint8Array): boolean {
    for (let from = 0; from < bytes.length;) {
      if (this.isComplete) return false;
      const count = Math.min(bytes.length - from, this.#row.length - this.#filled);
      this.#row.set(bytes.subarray(from, from + count), this.#filled);
      this.#filled += count;
      from += count;
      if (this.#filled === this.#row.length) this.#finishRow();
    }
    return true;
  }

  #pixels(): number {
    const [pass] = this.#passes;
    return pass === undefined ? 0 : Math.ceil((this.#width - pass.left) / pass.stepX);
  }

  #startPass(): void {
    const bytes = 1 + Math.ceil((this.#pixels() * this.#pixelBits) / 8);
    this.#row = new Uint8Array(bytes);
    this.#above = new Uint8Array(bytes);
    this.#filled = 0;
    this.#y = this.#passes[0]?.top ?? 0;
  }

  #finishRow(): void {
    const [pass] = this.#passes;
    if (pass === undefined) return;
    unfilter(this.#row, this.#above, Math.max(1, this.#pixelBits / 8));
    const count = this.#pixels();
    this.#read(this.#row, count, this.#rgb);
    this.#filter.addRow(this.#rgb, count, this.#y, pass.left, pass.stepX);
    [this.#row, this.#above] = [this.#above, this.#row];
    this.#filled = 0;
    this.#y += pass.stepY;
    if (this.#y < this.#height) return;
    this.#passes.shift();
    this.#startPass();
  }
}

/**
 * Undoes the filter of one row in place (PNG specification, chapter 9).
 *
 * @param row the filter's number, then the filtered bytes
 * @param above the row above, without its filter: a zero, then the bytes
 * @param pixelBytes bytes from a sample to the same sample of the pixel on the left, at least 1
 * @throws {Error} when the filter does not exist
 */
function unfilter(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const filter = row[0] ?? 0;
  if (filter > 4) throw new Error(`The row has the unknown filter ${filter}.`);
  row[0] = 0;
  const { length } = row;
  switch (filter) {
    case 1:
      for (let i = pixelBytes + 1; i < length; i++) row[i] = (row[i] ?? 0) + (row[i - pixelBytes] ?? 0);
      return;
    case 2:
      for (let i = 1; i < length; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0);
      return;
    case 3:
      for (let i = 1; i < length; i++) {
        const left = i > pixelBytes ? (row[i - pixelBytes] ?? 0) : 0;
        row[i] = (row[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1);
      }
      return;
    case 4:
      for (let i = 1; i < length; i++) {
        const left = i > pixelBytes ? (row[i - pixelBytes] ?? 0) : 0;
        const corner = i > pixelBytes ? (above[i - pixelBytes] ?? 0) : 0;
        row[i] = (row[i] ?? 0) + paeth(left, above[i] ?? 0, corner);
      }
  }
}

/** The neighbour that is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
