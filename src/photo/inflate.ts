import { BitReader } from './bit-reader.ts';
import { huffmanTable } from './huffman-table.ts';
import { Window } from './window.ts';

const LONGEST_MATCH = 258;
const LITERALS = 288;
const UNDEFINED_CODE = 'The stream uses a code that it does not define.';
const DISTANCES = 32;

/** RFC 1951, 3.2.5: base and extra bits of the length codes 257 to 285 and of the distance codes 0 to 29. */
const LENGTH_BASE = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ],
);
const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
);
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
const DISTANCE_BASE = Uint16Array.from({ length: 30 }, (_, code) =>
  code < 2 ? code + 1 : 1 + ((2 + (code & 1)) << (DISTANCE_EXTRA[code] ?? 0)),
);
/** RFC 1951, 3.2.7: the order in which the lengths of the code length codes are sent. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Tables {
  readonly literals: Uint16Array;
  readonly distances: Uint16Array;
}

const FIXED: Tables = {
  literals: huffmanTable(
    Uint8Array.from({ length: LITERALS }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  ),
  distances: huffmanTable(new Uint8Array(DISTANCES).fill(5)),
};

/**
 * Inflates a zlib stream (RFC 1950 and 1951) piece by piece, with 192 KiB of memory whatever its size, and checks its
 * Adler-32.
 *
 * The platform's DecompressionStream would be faster, but workerd's takes all input before the first read: the whole
 * picture would wait in memory, which is what reading it row by row is to avoid.
 *
 * @param parts the stream, in pieces of any size
 * @param sink gets the bytes as they come, in a buffer that is used again afterwards; returns false to stop for good
 * @throws {EndOfData} when the data end too early
 * @throws {Error} when they are damaged
 */
export function inflate(parts: readonly Uint8Array[], sink: (bytes: Uint8Array) => boolean): void {
  const reader = new BitReader(parts);
  try {
    inflateStream(reader, new Window(sink));
  } catch (error) {
    // What is read behind the end makes no sense; that it ended there is the cause.
    reader.requireNotPastEnd();
    throw error;
  }
}

function inflateStream(reader: BitReader, window: Window): void {
  const header = reader.bits(8) * 256 + reader.bits(8);
  if ((header & 0x0f20) !== 0x0800 || header % 31 !== 0) throw new Error('This is no zlib stream.');
  for (let isLast = 0; isLast === 0;) {
    isLast = reader.bits(1);
    if (!inflateBlock(reader, window)) return;
    reader.requireNotPastEnd();
  }
  window.flush();
  reader.alignToByte();
  const adler32 = [0, 0, 0, 0].reduce((sum) => sum * 256 + reader.bits(8), 0);
  reader.requireNotPastEnd();
  if (adler32 !== window.adler32) throw new Error('The stream does not match its checksum.');
}

/** Returns false when the sink wants no more. */
function inflateBlock(reader: BitReader, window: Window): boolean {
  switch (reader.bits(2)) {
    case 0:
      return copyStored(reader, window);
    case 1:
      return copyCompressed(reader, window, FIXED);
    case 2:
      return copyCompressed(reader, window, readTables(reader));
    default:
      throw new Error('The stream has a block of an unknown type.');
  }
}

function copyStored(reader: BitReader, window: Window): boolean {
  reader.alignToByte();
  const length = reader.bits(16);
  if (length !== (reader.bits(16) ^ 0xffff)) throw new Error('The stream has a damaged block.');
  for (let i = 0; i < length; i++) {
    if (window.filled === window.bytes.length && !window.flush()) return false;
    window.bytes[window.filled++] = reader.bits(8);
  }
  return true;
}

function readTables(reader: BitReader): Tables {
  const literals = reader.bits(5) + 257;
  const distances = reader.bits(5) + 1;
  const codes = reader.bits(4) + 4;
  const codeLengths = new Uint8Array(19);
  for (const code of CODE_LENGTH_ORDER.slice(0, codes)) codeLengths[code] = reader.bits(3);
  const table = huffmanTable(codeLengths);
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length;) {
    const code = reader.symbol(table);
    if (code < 16) lengths[i++] = code;
    else {
      const value = code === 16 ? (lengths[i - 1] ?? 0) : 0;
      const repeat = code === 16 ? 3 + reader.bits(2) : code === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
      lengths.fill(value, i, i + repeat);
      i += repeat;
    }
  }
  return { literals: huffmanTable(lengths.subarray(0, literals)), distances: huffmanTable(lengths.subarray(literals)) };
}

/** `reader.symbol` and `reader.bits` with their state in local variables, for here the time goes. */
function copyCompressed(reader: BitReader, window: Window, { literals, distances }: Tables): boolean {
  const { buffer } = reader;
  const { bytes } = window;
  const last = bytes.length - LONGEST_MATCH;
  const literalMask = literals.length - 1;
  const distanceMask = distances.length - 1;
  for (;;) {
    if (window.filled > last && !window.flush()) return false;
    if (reader.at >= reader.available) reader.refill();
    const { available } = reader;
    let { at, hold, held } = reader;
    let { filled } = window;
    let isEnd = false;
    while (at < available && filled <= last) {
      if (held < 15) {
        hold |= ((buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8)) << held;
        held += 16;
        at += 2;
      }
      const entry = literals[hold & literalMask] ?? 0;
      hold >>>= entry & 15;
      held -= entry & 15;
      if (entry < 256 * 16) {
        if (entry === 0) throw damaged(reader, at, held, UNDEFINED_CODE);
        bytes[filled++] = entry >> 4;
        continue;
      }
      if (entry < 257 * 16) {
        isEnd = true;
        break;
      }
      const code = (entry >> 4) - 257;
      if (code >= LENGTH_BASE.length) throw damaged(reader, at, held, 'The stream has an impossible length.');
      // At most 5 bits for the length, then at most 15 and 13 for the distance.
      if (held < 20) {
        hold |= (buffer[at++] ?? 0) << held;
        held += 8;
        if (held < 20) {
          hold |= (buffer[at++] ?? 0) << held;
          held += 8;
        }
      }
      const lengthExtra = LENGTH_EXTRA[code] ?? 0;
      const length = (LENGTH_BASE[code] ?? 0) + (hold & ((1 << lengthExtra) - 1));
      hold >>>= lengthExtra;
      held -= lengthExtra;
      const far = distances[hold & distanceMask] ?? 0;
      if (far === 0) throw damaged(reader, at, held, UNDEFINED_CODE);
      hold >>>= far & 15;
      held -= far & 15;
      if (held < 13) {
        hold |= ((buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8)) << held;
        held += 16;
        at += 2;
      }
      const distanceExtra = DISTANCE_EXTRA[far >> 4] ?? 0;
      const distance = (DISTANCE_BASE[far >> 4] ?? bytes.length) + (hold & ((1 << distanceExtra) - 1));
      hold >>>= distanceExtra;
      held -= distanceExtra;
      if (distance > filled) throw damaged(reader, at, held, 'The stream points before its beginning.');
      // A match may reach into itself, so it is copied byte by byte.
      for (const end = filled + length; filled < end; filled++) bytes[filled] = bytes[filled - distance] ?? 0;
    }
    reader.at = at;
    reader.hold = hold;
    reader.held = held;
    window.filled = filled;
    if (isEnd) return true;
  }
}

/** Tells the reader how far the loop has come, for whoever asks whether that is behind the end. */
function damaged(reader: BitReader, at: number, held: number, message: string): Error {
  reader.at = at;
  reader.held = held;
  return new Error(message);
}
