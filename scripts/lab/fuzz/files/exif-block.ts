import { concat, fromLatin1, latin1, viewOf } from './bytes.ts';

/** An entry of a TIFF directory (EXIF 2.32, 4.6.2). */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The value itself if it fits into four bytes, otherwise its offset. */
  readonly value: number;
}

export const ORIENTATION = 0x0112;
export const EXIF_POINTER = 0x8769;
export const SHORT = 3;
export const LONG = 4;

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/** A TIFF structure of one directory. */
export function exifBlock(
  entries: readonly TiffEntry[],
  { little = true, first = HEADER_BYTES, count = entries.length, next = 0 } = {},
): Uint8Array {
  const block = new Uint8Array(HEADER_BYTES + 2 + ENTRY_BYTES * entries.length + 4);
  block.set(fromLatin1(little ? 'II' : 'MM'));
  const view = viewOf(block);
  view.setUint16(2, 42, little);
  view.setUint32(4, first, little);
  view.setUint16(HEADER_BYTES, count, little);
  entries.forEach(({ tag, type, count: values, value }, index) => {
    const at = HEADER_BYTES + 2 + ENTRY_BYTES * index;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, values, little);
    // A SHORT stands in the first two of the four bytes, whatever their order.
    if (type === SHORT && values === 1) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  });
  view.setUint32(block.length - 4, next, little);
  return block;
}

const PREFIX = 'Exif\0\0';

/** A block as APP1 of a JPEG carries it, and as some programs write it into a WebP. */
export function exifSegment(block: Uint8Array): Uint8Array {
  return concat(fromLatin1(PREFIX), block);
}

/** Whether this is a block behind its prefix. */
export function isExifSegment(content: Uint8Array): boolean {
  return latin1(content.subarray(0, PREFIX.length)) === PREFIX;
}

/** The block without a prefix. */
export function bareBlock(content: Uint8Array): Uint8Array {
  return isExifSegment(content) ? content.subarray(PREFIX.length) : content;
}

/** Where the parts of the first directory of a block stand. */
export interface TiffDirectory {
  readonly view: DataView;
  readonly little: boolean;
  /** Offset of the number of entries. */
  readonly at: number;
  /** Offsets of the entries that lie inside. */
  readonly entries: readonly number[];
}

/** @returns undefined when the block cannot be parsed */
export function findDirectory(block: Uint8Array): TiffDirectory | undefined {
  if (block.length < HEADER_BYTES + 2) return undefined;
  const view = viewOf(block);
  const little = view.getUint16(0) === 0x4949;
  const at = view.getUint32(4, little);
  if (at + 2 > block.length) return undefined;
  const count = view.getUint16(at, little);
  const entries = Array.from({ length: count }, (_, index) => at + 2 + ENTRY_BYTES * index);
  return { view, little, at, entries: entries.filter((entry) => entry + ENTRY_BYTES <= block.length) };
}
