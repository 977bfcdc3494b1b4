import type { BoxFilter } from '../resize/box-filter.ts';
import { unfilter } from './filter.ts';
import { pixelBits, type PngHeader } from './header.ts';
import { pixelReader, type PixelReader } from './pixels.ts';

/** One of the pictures that a PNG is sent as: every `stepX`-th column and `stepY`-th row, from `left` and `top` on. */
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

/** Takes the inflated bytes of a PNG as they come and lays each complete row into a filter. */
export class PngRows {
  readonly #filter: BoxFilter;
  readonly #read: PixelReader;
  readonly #pixelBits: number;
  readonly #rgb: Uint8Array;
  /** The passes that are still to come, the current one first; those without pixels are not sent. */
  readonly #passes: Pass[];
  readonly #width: number;
  readonly #height: number;
  #row = new Uint8Array();
  #above = new Uint8Array();
  #filled = 0;
  #y = 0;

  constructor(header: PngHeader, filter: BoxFilter) {
    this.#filter = filter;
    this.#read = pixelReader(header);
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

  /** Rows of the current pass that are laid. */
  get rows(): number {
    return this.#y;
  }

  /**
   * @returns whether more may follow: false once there are bytes behind the last row
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
