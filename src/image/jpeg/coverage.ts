import { EntropyReader } from './entropy-reader.ts';
import { HuffmanTable } from './huffman.ts';
import type { JpegFrame } from './frame.ts';
import type { JpegHeader } from './header.ts';
import { scanGrid, type JpegScan, type ScanGrid } from './scan.ts';
import type { Image } from '../image.ts';
import { MISSING_GREY } from '../decoder-output.ts';

/** How far the data of a file go that was cut off. */
export interface Coverage {
  /** Part of the picture's area that all components cover, 0 to 1. */
  readonly share: number;
  readonly grid: ScanGrid;
  /** Units that are there, row by row. */
  readonly units: number;
}

/**
 * Finds how much of a picture its data reach, by going over the codes of the last scan; those before it are whole.
 * A scan that refines what earlier ones coded already, in a progressive file, takes nothing away where it ends.
 */
export function jpegCoverage(bytes: Uint8Array, { frame, scans }: JpegHeader): Coverage {
  const last = scans.at(-1);
  if (last === undefined) throw new RangeError('A picture has at least one scan.');
  const grid = scanGrid(frame, last);
  const whole = grid.columns * grid.rows;
  if (!isFirstPass(last)) return { share: 1, grid, units: whole };
  const units = countUnits(bytes, frame, last, whole);
  return { share: coveredShare(frame, last, units), grid, units };
}

/** Whether the scans that are there code all components. */
export function hasEveryComponent({ frame, scans }: JpegHeader): boolean {
  const coded = scans.filter(isFirstPass).flatMap(({ components }) => components.map(({ index }) => index));
  return new Set(coded).size === frame.components.length;
}

/** Whether a scan is the first to say anything about its blocks: a sequential one, or the first DC scan. */
export function isFirstPass({ first, high }: JpegScan): boolean {
  return first === 0 && high === 0;
}

/** Part of the picture's area that the first units of a scan cover. */
export function coveredShare(frame: JpegFrame, scan: JpegScan, units: number): number {
  const grid = scanGrid(frame, scan);
  if (units === grid.columns * grid.rows) return 1;
  const { width, height } = frame;
  const top = Math.min(height, Math.floor(units / grid.columns) * grid.height);
  const begun = Math.min(height, top + grid.height) - top;
  return (width * top + begun * Math.min(width, (units % grid.columns) * grid.width)) / (width * height);
}

interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** Units of a scan whose codes are all there. */
function countUnits(bytes: Uint8Array, frame: JpegFrame, scan: JpegScan, whole: number): number {
  const none = new Uint8Array(16);
  const blocks = scan.components.flatMap(({ index, dcTable, acTable }): BlockTables[] => {
    const { across = 1, down = 1 } = frame.components[index] ?? {};
    const tables = { dc: new HuffmanTable(dcTable ?? none), ac: new HuffmanTable(acTable ?? none) };
    return Array.from({ length: scan.components.length === 1 ? 1 : across * down }, () => tables);
  });
  const reader = new EntropyReader(bytes, scan.start);
  for (let unit = 0; unit < whole; unit++) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0 && !reader.restart()) return unit;
    for (const { dc, ac } of blocks) if (!skipBlock(reader, dc, ac, scan.last)) return unit;
    if (reader.isOverrun) return unit;
  }
  return whole;
}

/** Passes over one block (annex F.2.2); false when its bits are no codes. */
function skipBlock(reader: EntropyReader, dc: HuffmanTable, ac: HuffmanTable, last: number): boolean {
  const category = dc.read(reader);
  if (category < 0 || category > 15) return false;
  reader.skip(category);
  for (let coefficient = 1; coefficient <= last; coefficient++) {
    const symbol = ac.read(reader);
    if (symbol < 0) return false;
    const zeros = symbol >> 4;
    const bits = symbol & 15;
    if (bits === 0 && zeros < 15) return true;
    coefficient += zeros;
    reader.skip(bits);
  }
  return true;
}

/** Makes the part of a reduced picture grey that its data do not reach. */
export function hideMissing(image: Image, { grid, units }: Coverage, divisor: number): void {
  const { width, height, data } = image;
  const top = Math.floor((Math.floor(units / grid.columns) * grid.height) / divisor);
  const bottom = Math.min(height, top + Math.ceil(grid.height / divisor));
  const left = Math.min(width, Math.floor(((units % grid.columns) * grid.width) / divisor));
  for (let y = top; y < bottom; y++) data.fill(MISSING_GREY, 3 * (width * y + left), 3 * width * (y + 1));
  data.fill(MISSING_GREY, 3 * width * bottom);
}
