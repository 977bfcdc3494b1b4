import { BitWriter } from './bit-writer.ts';
import { ownGrid, type BlockGrid } from './codec-grid.ts';
import type { DcPlane } from './dc-planes.ts';
import type { JpegFrame } from './frame.ts';
import type { JpegHeader } from './header.ts';
import { colourSegment, segment } from './plain-file.ts';

const SOS = 0xda;

/** Most bytes of a block: 4 bits of code, 11 of difference, 1 for the end of the block, a stuffed zero after 0xFF. */
export const MAX_BLOCK_BYTES = 3;

/** Range of a DC coefficient with eight bits a sample. */
const MIN_COEFFICIENT = -1024;
const MAX_COEFFICIENT = 1023;

/**
 * Two Huffman tables. DC: categories 0 to 11, whose codes are their numbers in four bits. AC: only the end of a block, as
 * a single zero bit.
 */
const TABLES = Uint8Array.of(
  ...[0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  ...[0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
);

/**
 * Writes a sequential JPEG that has only the DC coefficients of another one, a scan for each component. At an eighth of
 * the size, where each block is one pixel, a decoder makes the same image of both.
 *
 * @param header of the other one
 */
export function dcFile({ frame, colour }: JpegHeader, planes: readonly DcPlane[]): Uint8Array {
  const head = [Uint8Array.of(0xff, 0xd8), colourSegment({ colour })];
  planes.forEach(({ quantum }, i) => head.push(segment(0xdb, quantisationTable(i, quantum))));
  head.push(segment(0xc1, frameHeader(frame)), segment(0xc4, TABLES));
  const blocks = planes.reduce((sum, { data }) => sum + data.length, 0);
  const scanHeaderBytes = 10;
  const headBytes = head.reduce((sum, part) => sum + part.length, 0);
  const writer = new BitWriter(headBytes + MAX_BLOCK_BYTES * blocks + (scanHeaderBytes + 1) * planes.length + 2);
  for (const part of head) writer.append(part);
  for (const [index, plane] of planes.entries()) {
    writer.append(segment(SOS, Uint8Array.of(1, index + 1, 0, 0, 63, 0)));
    writeScan(writer, plane, ownGrid(frame, plane.component));
  }
  writer.append(Uint8Array.of(0xff, 0xd9));
  return writer.bytes();
}

/** A table of 16-bit values, which are all the same: only the first one is used. */
function quantisationTable(number: number, quantum: number): Uint8Array {
  const table = new Uint8Array(129);
  table[0] = 0x10 | number;
  for (let i = 1; i < table.length; i += 2) table.set([quantum >> 8, quantum & 255], i);
  return table;
}

function frameHeader({ width, height, components }: JpegFrame): Uint8Array {
  return Uint8Array.of(
    ...[8, height >> 8, height & 255, width >> 8, width & 255, components.length],
    ...components.flatMap(({ across, down }, i) => [i + 1, (across << 4) | down, i]),
  );
}

/** Encodes a plane (ITU-T T.81, annex F.1.2.1). */
function writeScan(writer: BitWriter, { stride, data }: DcPlane, { columns, rows }: BlockGrid): void {
  let last = 0;
  for (let row = 0; row < rows; row++) {
    for (let at = row * stride, end = at + columns; at < end; at++) {
      const value = Math.min(MAX_COEFFICIENT, Math.max(MIN_COEFFICIENT, data[at] ?? 0));
      const difference = value - last;
      last = value;
      const category = 32 - Math.clz32(Math.abs(difference));
      const bits = difference < 0 ? difference + (1 << category) - 1 : difference;
      // Code, difference, and the zero that ends the block.
      writer.put(((category << category) | bits) << 1, 4 + category + 1);
    }
  }
  writer.endScan();
}
