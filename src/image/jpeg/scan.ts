import type { JpegFrame } from './frame.ts';
import { ImageError } from '../image-error.ts';

/** One component in a scan. */
export interface ScanComponent {
  /** Place in the frame's list of components. */
  readonly index: number;
  /** Definitions of its Huffman tables: 16 counts, then the symbols. */
  readonly dcTable: Uint8Array | undefined;
  readonly acTable: Uint8Array | undefined;
  /** Divisor of its DC coefficients, or `undefined` when its quantisation table is missing. */
  readonly dcQuantum: number | undefined;
}

/** What a scan header says (ITU-T T.81, annex B.2.3), and the tables that hold for it. */
export interface JpegScan {
  readonly components: readonly ScanComponent[];
  /** First and last coefficient of each block, in zigzag order. */
  readonly first: number;
  readonly last: number;
  /** Successive approximation: how many low bits earlier scans left out, and how many this one still does. */
  readonly high: number;
  readonly low: number;
  /** Units (MCUs, or blocks of a single component) between restart markers; 0 for none. */
  readonly restartInterval: number;
  /** Offset of the marker of the scan. */
  readonly at: number;
  /** Offset of its entropy-coded data. */
  readonly start: number;
}

/** The tables that a file has defined so far. */
export class JpegTables {
  restartInterval = 0;
  readonly #huffman = new Map<number, Uint8Array>();
  readonly #quanta = new Map<number, number>();

  /** DHT (annex B.2.4.2). What is malformed is left out; the decoder will miss it. */
  addHuffman(content: Uint8Array): void {
    for (let at = 0; at + 17 <= content.length;) {
      const symbols = content.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
      const end = at + 17 + symbols;
      if (end > content.length) return;
      this.#huffman.set(content[at] ?? 0, content.subarray(at + 1, end));
      at = end;
    }
  }

  /** DQT (annex B.2.4.1). Only the first value of each table is kept. */
  addQuantisation(content: Uint8Array): void {
    for (let at = 0; at < content.length;) {
      const [kind = 0, high = 0, low = 0] = content.subarray(at, at + 3);
      const isWide = kind >> 4 !== 0;
      this.#quanta.set(kind & 15, isWide ? high * 256 + low : high);
      at += isWide ? 129 : 65;
    }
  }

  /** @throws {ImageError} `not_a_picture` when the scan names a component that the frame does not have. */
  readScan(frame: JpegFrame, content: Uint8Array, at: number, start: number): JpegScan {
    const count = content[0] ?? 0;
    const components: ScanComponent[] = [];
    for (let i = 0; i < count; i++) {
      const id = content[1 + 2 * i];
      const index = frame.components.findIndex((component) => component.id === id);
      const tables = content[2 + 2 * i] ?? 0;
      if (index < 0) break;
      components.push({
        index,
        dcTable: this.#huffman.get(tables >> 4),
        acTable: this.#huffman.get(0x10 | (tables & 15)),
        dcQuantum: this.#quanta.get(frame.components[index]?.table ?? 0),
      });
    }
    const [first, last, approximation] = content.subarray(1 + 2 * count);
    if (
      count === 0 ||
      components.length < count ||
      first === undefined ||
      last === undefined ||
      approximation === undefined
    )
      throw new ImageError('not_a_picture', 'The JPEG file has a damaged scan header. Save or send it again.');
    const { restartInterval } = this;
    return { components, first, last, high: approximation >> 4, low: approximation & 15, restartInterval, at, start };
  }
}

/** The units that a scan codes in rows: MCUs, or blocks when it has a single component (annex A.2). */
export interface ScanGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the picture that a unit covers. */
  readonly width: number;
  readonly height: number;
}

export function scanGrid(frame: JpegFrame, scan: JpegScan): ScanGrid {
  const across = Math.max(...frame.components.map((component) => component.across));
  const down = Math.max(...frame.components.map((component) => component.down));
  const [only, ...others] = scan.components;
  const single = others.length === 0 ? frame.components[only?.index ?? 0] : undefined;
  const width = (8 * across) / (single?.across ?? 1);
  const height = (8 * down) / (single?.down ?? 1);
  return { columns: Math.ceil(frame.width / width), rows: Math.ceil(frame.height / height), width, height };
}
