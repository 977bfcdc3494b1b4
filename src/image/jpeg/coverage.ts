import { MISSING_GREY } from '../decoder-output.ts';
import type { Image } from '../image.ts';
import { EntropyReader, HuffmanTable } from './entropy-coding.ts';
import { isFirstPass, scanGrid, type JpegFrame, type JpegScan, type ScanGrid } from './frame.ts';
import type { JpegHeader } from './header.ts';

/** How much of its picture a file has that was cut off. */
export interface Coverage {
  /** Part of the picture's area that all components cover, 0 to 1. */
  readonly share: number;
  readonly grid: ScanGrid;
  /** Number of units that the file has, counted row by row. */
  readonly units: number;
  /** Whether the units end at bits that are no code, with data left behind them. */
  readonly isBroken: boolean;
}

/**
 * Finds how much of its picture a file has, by reading the codes of the last scan; the scans before it are whole. In a
 * progressive file a last scan that refines earlier ones may end anywhere: the whole picture is there without it.
 */
export function jpegCoverage(bytes: Uint8Array, { frame, scans }: JpegHeader): Coverage {
  const last = scans.at(-1);
  if (last === undefined) throw new RangeError('The header has no scans.');
  const grid = scanGrid(frame, last);
  const whole = grid.columns * grid.rows;
  if (!isFirstPass(last)) return { share: 1, grid, units: whole, isBroken: false };
  const { units, isBroken } = countUnits(bytes, frame, last, whole);
  return { share: coveredShare(frame, last, units), grid, units, isBroken };
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

/** The restart markers that a scan lacks at its end. */
export function missingRestarts(bytes: Uint8Array, frame: JpegFrame, scan: JpegScan): Uint8Array {
  if (scan.restartInterval === 0) return new Uint8Array();
  const { columns, rows } = scanGrid(frame, scan);
  const needed = Math.ceil((columns * rows) / scan.restartInterval) - 1;
  let present = 0;
  for (let at = bytes.indexOf(0xff, scan.start); at >= 0 && at < scan.end; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    if (code >= 0xd0 && code <= 0xd7) present++;
  }
  // They are numbered from 0 to 7, again and again (ITU-T T.81, annex F.1.1.2).
  return Uint8Array.from({ length: 2 * Math.max(0, needed - present) }, (_, i) =>
    i % 2 === 0 ? 0xff : 0xd0 + ((present + (i >> 1)) % 8),
  );
}

interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** Counts the units of a scan whose codes are complete. */
function countUnits(
  bytes: Uint8Array,
  frame: JpegFrame,
  scan: JpegScan,
  whole: number,
): Pick<Coverage, 'units' | 'isBroken'> {
  const none = new Uint8Array(16);
  const blocks = scan.components.flatMap(({ index, dcTable, acTable }): BlockTables[] => {
    const { across = 1, down = 1 } = frame.components[index] ?? {};
    const tables = { dc: new HuffmanTable(dcTable ?? none), ac: new HuffmanTable(acTable ?? none) };
    return Array.from({ length: scan.components.length === 1 ? 1 : across * down }, () => tables);
  });
  const reader = new EntropyReader(bytes, scan.start);
  for (let unit = 0; unit < whole; unit++) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0 && !reader.restart())
      return { units: unit, isBroken: false };
    for (const { dc, ac } of blocks)
      if (!skipBlock(reader, dc, ac, scan.last)) return { units: unit, isBroken: !reader.isAtEnd };
    if (reader.isOverrun) return { units: unit, isBroken: false };
  }
  return { units: whole, isBroken: false };
}

/** Skips one block (annex F.2.2). Returns false when its bits are not codes of the tables. */
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

/** Makes those pixels of a reduced image grey that the file does not have. */
export function hideMissing(image: Image, { grid, units }: Coverage, divisor: number): void {
  const { width, height, data } = image;
  const top = Math.floor((Math.floor(units / grid.columns) * grid.height) / divisor);
  const bottom = Math.min(height, top + Math.ceil(grid.height / divisor));
  const left = Math.min(width, Math.floor(((units % grid.columns) * grid.width) / divisor));
  for (let y = top; y < bottom; y++) data.fill(MISSING_GREY, 3 * (width * y + left), 3 * width * (y + 1));
  data.fill(MISSING_GREY, 3 * width * bottom);
}
