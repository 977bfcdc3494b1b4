import { BitWriter } from './bit-writer.ts';
import { codecGrid, ownGrid } from './codec-grid.ts';
import { EntropyReader, HuffmanTable } from './entropy-coding.ts';
import type { FrameComponent, JpegFrame, JpegScan } from './frame.ts';

/** Number of the tables of a padded scan, in both halves of a byte. No encoder needs four of each class. */
export const PADDED_TABLES = 0x33;

/** DC: sixteen codes of five bits. AC: 128 codes of eight bits, then 128 of nine. The symbols are in order. */
export const PADDED_DHT = Uint8Array.of(
  ...[0x03, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...Array.from({ length: 16 }, (_, i) => i)],
  ...[0x13, 0, 0, 0, 0, 0, 0, 0, 128, 128, 0, 0, 0, 0, 0, 0, 0, ...Array.from({ length: 256 }, (_, i) => i)],
);

/** A coefficient block takes 64 bits of a map of those that are not zero. */
const MAP_BYTES = 8;

/** The state of a scan that is copied. */
interface Copy {
  readonly reader: EntropyReader;
  readonly writer: BitWriter;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly scan: JpegScan;
  /** Which coefficients earlier scans found. */
  readonly map: Uint8Array;
  /** The DC coefficient before, as read and as written. */
  last: number;
  written: number;
  /** Blocks that have no further coefficients. */
  ended: number;
}

/**
 * Copies the data of a scan of one component, and adds the empty blocks that the codec reads at the right and at the bottom.
 * The copy has codes of its own, no restart markers, and no runs of blocks that end.
 *
 * @param map of the component's coefficients, {@link mapBytes} long, which is kept from one scan to the next
 * @returns the copy, which ends where the data end or are damaged
 */
export function paddedScan(
  bytes: Uint8Array,
  frame: JpegFrame,
  component: FrameComponent,
  scan: JpegScan,
  map: Uint8Array,
): Uint8Array {
  const [own, read] = [ownGrid(frame, component), codecGrid(frame, component)];
  const { dcTable, acTable } = scan.components[0] ?? {};
  const none = new Uint8Array(16);
  const copy: Copy = {
    ...{ reader: new EntropyReader(bytes, scan.start), writer: new BitWriter(2 * (scan.end - scan.start)) },
    ...{ dc: new HuffmanTable(dcTable ?? none), ac: new HuffmanTable(acTable ?? none), scan, map },
    ...{ last: 0, written: 0, ended: 0 },
  };
  let isGoingOn = true;
  for (let row = 0; row < read.rows && isGoingOn; row++) {
    for (let column = 0; column < read.columns && isGoingOn; column++) {
      if (row >= own.rows || column >= own.columns) writeEmpty(copy);
      else isGoingOn = copyNext(copy, row * own.columns + column);
    }
  }
  copy.writer.endScan();
  return copy.writer.bytes();
}

/** @returns false when there is nothing behind */
function copyNext(copy: Copy, block: number): boolean {
  const { reader, writer, scan } = copy;
  if (scan.restartInterval > 0 && block > 0 && block % scan.restartInterval === 0) {
    if (!reader.restart()) return false;
    copy.last = copy.ended = 0;
  }
  const isCoded = copyBlock(copy, block);
  // Ones are no code, so the codec finds the same damage.
  if (!isCoded && !reader.isAtEnd) writer.put(0xffff, 16);
  return isCoded && !reader.isOverrun;
}

/** Bytes of the map of a component's coefficients. */
export function mapBytes(frame: JpegFrame, component: FrameComponent): number {
  const { columns, rows } = ownGrid(frame, component);
  return MAP_BYTES * columns * rows;
}

function writeEmpty({ writer, scan }: Copy): void {
  if (scan.first > 0) writer.put(0, 8);
  else if (scan.high > 0) writer.put(0, 1);
  else writer.put(0, scan.last > 0 ? 5 + 8 : 5);
}

/** @returns false when the bits are no codes */
function copyBlock(copy: Copy, block: number): boolean {
  const { first, last, high } = copy.scan;
  if (first === 0 && high > 0) {
    copy.writer.put(copy.reader.read(1), 1);
    return true;
  }
  if (first === 0 && !copyDc(copy)) return false;
  if (last === 0) return true;
  return high > 0 ? copyRefinement(copy, block) : copyAc(copy, block);
}

/** The difference is another one behind a restart marker, because the copy has none (annex F.2.2.1). */
function copyDc(copy: Copy): boolean {
  const { reader, writer } = copy;
  const category = copy.dc.read(reader);
  if (category < 0 || category > 15) return false;
  if (category > 0) {
    const bits = reader.read(category);
    copy.last += bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
  }
  const difference = copy.last - copy.written;
  copy.written = copy.last;
  const size = 32 - Math.clz32(Math.abs(difference));
  if (size > 15) return false;
  writer.put(size, 5);
  writer.put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
  return true;
}

function putSymbol(writer: BitWriter, symbol: number): void {
  if (symbol < 128) writer.put(symbol, 8);
  else writer.put(symbol + 128, 9);
}

const isFound = ({ map }: Copy, block: number, k: number): boolean =>
  ((map[MAP_BYTES * block + (k >> 3)] ?? 0) & (1 << (k & 7))) !== 0;

function found({ map }: Copy, block: number, k: number): void {
  const at = MAP_BYTES * block + (k >> 3);
  map[at] = (map[at] ?? 0) | (1 << (k & 7));
}

/** Coefficients that no scan had before, of a sequential or a progressive file (annexes F.2.2.2 and G.1.2.2). */
function copyAc(copy: Copy, block: number): boolean {
  const { reader, writer, ac, scan } = copy;
  if (copy.ended > 0) copy.ended--;
  else
    for (let k = Math.max(1, scan.first); k <= scan.last; k++) {
      const symbol = ac.read(reader);
      if (symbol < 0) return false;
      const zeros = symbol >> 4;
      const bits = symbol & 15;
      if (bits === 0 && zeros < 15) {
        copy.ended = (1 << zeros) - 1 + reader.read(zeros);
        break;
      }
      k += zeros;
      putSymbol(writer, symbol);
      if (bits > 0) {
        writer.put(reader.read(bits), bits);
        found(copy, block, Math.min(k, 63));
      }
      if (k >= scan.last) return true;
    }
  putSymbol(writer, 0);
  return true;
}

/** One bit more of coefficients that are there, and new ones between them (annex G.1.2.3). */
function copyRefinement(copy: Copy, block: number): boolean {
  const { reader, writer, ac, scan } = copy;
  let k = scan.first;
  while (copy.ended === 0 && k <= scan.last) {
    const symbol = ac.read(reader);
    if (symbol < 0) return false;
    let zeros = symbol >> 4;
    const isNew = (symbol & 15) !== 0;
    if (!isNew && zeros < 15) {
      copy.ended = (1 << zeros) + reader.read(zeros);
      break;
    }
    putSymbol(writer, symbol);
    if (isNew) writer.put(reader.read(1), 1);
    for (; k <= scan.last; k++) {
      if (isFound(copy, block, k)) writer.put(reader.read(1), 1);
      else if (zeros-- === 0) break;
    }
    if (isNew && k <= scan.last) found(copy, block, k);
    k++;
  }
  if (copy.ended === 0) return true;
  copy.ended--;
  putSymbol(writer, 0);
  for (; k <= scan.last; k++) if (isFound(copy, block, k)) writer.put(reader.read(1), 1);
  return true;
}
