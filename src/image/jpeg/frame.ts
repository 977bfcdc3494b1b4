import { ImageError } from '../image-error.ts';
import { STANDARD_TABLES } from './standard-tables.ts';

/** One component of a frame: grey, luminance, a colour difference or an ink. */
export interface FrameComponent {
  readonly id: number;
  /** Blocks of 8 x 8 samples in an MCU, across and down. */
  readonly across: number;
  readonly down: number;
  /** Number of its quantisation table. */
  readonly table: number;
}

/** A frame header (ITU-T T.81, annex B.2.2). */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly FrameComponent[];
  readonly progressive: boolean;
}

/** Start of frame of JPEG-LS, another standard (ITU-T T.87). */
const JPEG_LS = 0xf7;

/** Start-of-frame markers: 0xC0 to 0xCF without DHT (C4), JPG (C8) and DAC (CC). */
export const isFrame = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === JPEG_LS;

/** The refusal of a kind of JPEG that the decoder cannot read. */
export function unsupportedJpeg(what: string): ImageError {
  return new ImageError(
    'unsupported_format',
    `The file is ${what}, which few programs read. Save it as an ordinary 8-bit baseline or progressive JPEG.`,
    { format: 'JPEG' },
  );
}

const damaged = (): ImageError => new ImageError('not_a_picture', 'The JPEG file has a damaged frame header.');

/**
 * Reads a frame header.
 *
 * @throws {ImageError} `unsupported_format` (arithmetic, lossless, hierarchical, not 8 bits, 2 or more than 4
 *   components) or `not_a_picture`
 */
export function readFrame(marker: number, content: Uint8Array): JpegFrame {
  if (marker === JPEG_LS) throw unsupportedJpeg('a JPEG-LS');
  if ([0xc3, 0xc7, 0xcb, 0xcf].includes(marker)) throw unsupportedJpeg('a lossless JPEG');
  if (marker > 0xc8) throw unsupportedJpeg('a JPEG with arithmetic coding');
  if (marker > 0xc2) throw unsupportedJpeg('a hierarchical JPEG');
  if (content.length < 6) throw damaged();
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const bits = view.getUint8(0);
  if (bits !== 8) throw unsupportedJpeg(`a JPEG with ${bits} bits a sample`);
  const count = view.getUint8(5);
  if (count !== 1 && count !== 3 && count !== 4) throw unsupportedJpeg(`a JPEG with ${count} components`);
  if (content.length < 6 + 3 * count) throw damaged();
  const components = Array.from({ length: count }, (_, i) => {
    const factors = view.getUint8(7 + 3 * i);
    return { id: view.getUint8(6 + 3 * i), across: factors >> 4, down: factors & 15, table: view.getUint8(8 + 3 * i) };
  });
  if (!components.every(({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4)) throw damaged();
  return { height: view.getUint16(1), width: view.getUint16(3), components, progressive: marker === 0xc2 };
}

/** Blocks of 8 x 8 coefficients that a frame holds, all components, padded to whole MCUs. */
export function frameBlocks({ width, height, components }: JpegFrame): number {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  const perMcu = components.reduce((sum, component) => sum + component.across * component.down, 0);
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down)) * perMcu;
}

/** One component in a scan. */
interface ScanComponent {
  /** Index into the frame's components. */
  readonly index: number;
  /** Numbers of its DC and AC tables, four bits each. */
  readonly tables: number;
  /** Definitions of its Huffman tables: 16 counts, then the symbols. */
  readonly dcTable: Uint8Array | undefined;
  readonly acTable: Uint8Array | undefined;
  /** Divisor of its DC coefficients, or `undefined` when its quantisation table is missing. */
  readonly dcQuantum: number | undefined;
}

/** A scan header (ITU-T T.81, annex B.2.3) with its tables. */
export interface JpegScan {
  readonly components: readonly ScanComponent[];
  /** First and last coefficient of each block, in zigzag order. */
  readonly first: number;
  readonly last: number;
  /** Successive approximation: how many low bits earlier scans left out, and how many this one leaves out. */
  readonly high: number;
  readonly low: number;
  /** Units (MCUs, or blocks of a single component) between restart markers; 0 for none. */
  readonly restartInterval: number;
  /** Offset of the marker of the scan. */
  readonly at: number;
  /** Offset of its entropy-coded data. */
  readonly start: number;
  /** Offset behind them. */
  readonly end: number;
}

/** Whether the file has a scan of every component. */
export function hasEveryComponent(frame: JpegFrame, scans: readonly JpegScan[]): boolean {
  const coded = scans.filter(isFirstPass).flatMap(({ components }) => components.map(({ index }) => index));
  return new Set(coded).size === frame.components.length;
}

/** Whether a scan is the first one of its blocks: a sequential scan, or a first DC scan. */
export function isFirstPass({ first, high }: JpegScan): boolean {
  return first === 0 && high === 0;
}

/** The tables that a file has defined so far. */
export class JpegTables {
  restartInterval = 0;
  readonly #huffman = new Map<number, Uint8Array>();
  readonly #quanta = new Map<number, number>();

  /** Begins with the standard Huffman tables, which Motion-JPEG leaves out. */
  constructor() {
    this.addHuffman(STANDARD_TABLES);
  }

  /** DHT (annex B.2.4.2). A malformed table is left out, and the decoder will fail without it. */
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

  /**
   * Reads a scan header. A sequential scan always has all coefficients at once, so what its header says of them is not
   * asked: many telephones write something else there. Where several components have the same id, they are meant in order.
   *
   * @param place of its marker, and of its entropy-coded data
   * @throws {ImageError} `not_a_picture` when the scan names a component that the frame does not have
   */
  readScan(frame: JpegFrame, content: Uint8Array, place: Pick<JpegScan, 'at' | 'start' | 'end'>): JpegScan {
    const count = content[0] ?? 0;
    const components: ScanComponent[] = [];
    for (let i = 0; i < count; i++) {
      const id = content[1 + 2 * i];
      const index = frame.components.findIndex(
        (component, at) => component.id === id && !components.some((other) => other.index === at),
      );
      const tables = content[2 + 2 * i] ?? 0;
      if (index < 0) break;
      components.push({
        index,
        tables,
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
    const coefficients = frame.progressive
      ? { first, last, high: approximation >> 4, low: approximation & 15 }
      : { first: 0, last: 63, high: 0, low: 0 };
    return { components, ...coefficients, restartInterval, ...place };
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
