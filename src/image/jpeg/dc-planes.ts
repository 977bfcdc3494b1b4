import { EntropyReader } from './entropy-reader.ts';
import { HuffmanTable } from './huffman.ts';
import { coveredShare, isFirstPass, type Coverage } from './coverage.ts';
import type { FrameComponent, JpegFrame } from './frame.ts';
import type { JpegHeader } from './header.ts';
import { scanGrid, type JpegScan } from './scan.ts';

/** The DC coefficients of a component: eight times the mean of each block, quantised. */
export interface DcPlane {
  readonly component: FrameComponent;
  /** What the coefficients are to be multiplied with. */
  readonly quantum: number;
  /** Blocks from one row to the next. */
  readonly stride: number;
  readonly data: Int16Array;
}

/** Largest category of a DC difference with 8 bits a sample (ITU-T T.81, table F.1). */
const MAX_CATEGORY = 11;

/**
 * Reads the DC scans of a progressive JPEG, first ones and refinements (ITU-T T.81, annex G.1.2.1), and no others: two
 * bytes for each block of 64 pixels, where a decoder of the whole picture keeps 128.
 *
 * @returns the planes, and how far they are covered
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
    if (coverage === undefined || share < coverage.share) coverage = { share, grid: scanGrid(frame, scan), units };
  }
  if (coverage === undefined) throw new RangeError('A picture has at least one DC scan.');
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

/** One component of a scan under way. */
interface Track {
  readonly table: HuffmanTable;
  readonly plane: DcPlane;
  /** Blocks of a unit. */
  readonly across: number;
  readonly down: number;
  /** The last DC coefficient, from which the next one is told. */
  last: number;
}

/** @returns how many units are there */
function readScan(bytes: Uint8Array, frame: JpegFrame, scan: JpegScan, planes: readonly DcPlane[]): number {
  const { columns, rows } = scanGrid(frame, scan);
  const isSingle = scan.components.length === 1;
  const tracks = scan.components.flatMap(({ index, dcTable }): Track[] => {
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
        for (const track of tracks) track.last = 0;
      }
      for (const track of tracks) {
        for (let y = 0; y < track.down; y++) {
          const start = (row * track.down + y) * track.plane.stride + column * track.across;
          for (let x = 0; x < track.across; x++) {
            if (!readBlock(reader, scan, track, start + x)) {
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

/** @returns whether the bits are a code */
function readBlock(reader: EntropyReader, { high, low }: JpegScan, track: Track, at: number): boolean {
  const { data } = track.plane;
  if (high > 0) {
    data[at] = (data[at] ?? 0) | (reader.read(1) << low);
    return true;
  }
  const category = track.table.read(reader);
  if (category < 0 || category > MAX_CATEGORY) return false;
  if (category > 0) {
    const bits = reader.read(category);
    // Annex F.2.2.1, EXTEND: the lower half of the numbers stands for the negative ones.
    track.last += bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
  }
  data[at] = track.last << low;
  return true;
}
