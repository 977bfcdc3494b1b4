import { coveredShare, type Coverage } from './coverage.ts';
import { EntropyReader, HuffmanTable } from './entropy-coding.ts';
import { isFirstPass, scanGrid, type FrameComponent, type JpegFrame, type JpegScan } from './frame.ts';
import type { JpegHeader } from './header.ts';

/** The DC coefficients of a component: eight times the mean of each block, quantised. */
export interface DcPlane {
  readonly component: FrameComponent;
  /** Factor of the coefficients. */
  readonly quantum: number;
  /** Blocks from one row to the next; padding to whole MCUs counts. */
  readonly stride: number;
  readonly data: Int16Array;
}

/** Largest category of a DC difference with 8 bits a sample (ITU-T T.81, table F.1). */
const MAX_CATEGORY = 11;

/**
 * Reads only the DC scans of a progressive JPEG, first ones and refinements (ITU-T T.81, annex G.1.2.1): two bytes for each
 * block of 64 pixels, where a decoder of all scans keeps 128.
 *
 * @returns the planes, and how much of them the file has
 * @throws {Error} when the codes of a scan are damaged
 */
export function readDcPlanes(bytes: Uint8Array, header: JpegHeader): { planes: DcPlane[]; coverage: Coverage } {
  const { frame } = header;
  const scans = header.scans.filter(({ first }) => first === 0);
  const planes = frame.components.map((component, index) => emptyPlane(frame, component, quantumOf(scans, index)));
  let coverage: Coverage | undefined;
  for (const scan of scans) {
    const units = readScan(bytes, frame, scan, planes);
    if (!isFirstPass(scan)) continue;
    const share = coveredShare(frame, scan, units);
    if (coverage === undefined || share < coverage.share)
      coverage = { share, grid: scanGrid(frame, scan), units, isBroken: false };
  }
  if (coverage === undefined) throw new RangeError('The header has no DC scan.');
  return { planes, coverage };
}

function quantumOf(scans: readonly JpegScan[], index: number): number {
  const quantum = scans
    .flatMap(({ components }) => components)
    .find((component) => component.index === index)?.dcQuantum;
  if (quantum === undefined) throw new Error('A quantisation table is missing.');
  return quantum;
}

function emptyPlane(frame: JpegFrame, component: FrameComponent, quantum: number): DcPlane {
  const across = Math.max(...frame.components.map((other) => other.across));
  const down = Math.max(...frame.components.map((other) => other.down));
  const stride = Math.ceil(frame.width / (8 * across)) * component.across;
  const rows = Math.ceil(frame.height / (8 * down)) * component.down;
  return { component, quantum, stride, data: new Int16Array(stride * rows) };
}

/** The decoding state of one component of a scan. */
interface ComponentState {
  readonly table: HuffmanTable;
  readonly plane: DcPlane;
  /** Blocks of a unit. */
  readonly across: number;
  readonly down: number;
  /** The last DC coefficient; the next one is coded as a difference from it. */
  last: number;
}

/** @returns how many units the file has */
function readScan(bytes: Uint8Array, frame: JpegFrame, scan: JpegScan, planes: readonly DcPlane[]): number {
  const { columns, rows } = scanGrid(frame, scan);
  const isSingle = scan.components.length === 1;
  const states = scan.components.flatMap(({ index, dcTable }): ComponentState[] => {
    const plane = planes[index];
    if (plane === undefined) return [];
    const { across, down } = isSingle ? { across: 1, down: 1 } : plane.component;
    return [{ table: new HuffmanTable(dcTable ?? new Uint8Array(16)), plane, across, down, last: 0 }];
  });
  const reader = new EntropyReader(bytes, scan.start);
  let unit = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, unit++) {
      if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0) {
        if (!reader.restart()) return unit;
        for (const state of states) state.last = 0;
      }
      for (const state of states) {
        for (let y = 0; y < state.down; y++) {
          const start = (row * state.down + y) * state.plane.stride + column * state.across;
          for (let x = 0; x < state.across; x++) {
            if (!readBlock(reader, scan, state, start + x)) {
              if (reader.isAtEnd) return unit;
              throw new Error('A DC coefficient is damaged.');
            }
          }
        }
      }
      if (reader.isOverrun) return unit;
    }
  }
  return unit;
}

/** @returns false when the bits are not a code of the table */
function readBlock(reader: EntropyReader, { high, low }: JpegScan, state: ComponentState, at: number): boolean {
  const { data } = state.plane;
  if (high > 0) {
    data[at] = (data[at] ?? 0) | (reader.read(1) << low);
    return true;
  }
  const category = state.table.read(reader);
  if (category < 0 || category > MAX_CATEGORY) return false;
  if (category > 0) {
    const bits = reader.read(category);
    // Annex F.2.2.1, EXTEND: the lower half of the numbers stands for the negative ones.
    state.last += bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
  }
  data[at] = state.last << low;
  return true;
}
