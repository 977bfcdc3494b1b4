import { huffmanTable } from './huffman-table.ts';

/** The data end before the stream does. */
export class InflateEnd extends Error {
  override readonly name = 'InflateEnd';
}

const WINDOW = 32_768;
const LONGEST_MATCH = 258;
const CAPACITY = 4 * WINDOW;

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

const FIXED_LITERALS = huffmanTable(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = huffmanTable(new Uint8Array(30).fill(5));

/**
 * Inflates a zlib stream (RFC 1950 and 1951) piece by piece, with 128 KiB of memory whatever its size, and checks its
 * Adler-32.
 *
 * The platform's DecompressionStream would do, but workerd's takes all input before the first read: the whole picture
 * would wait in memory, which is what reading it row by row is to avoid.
 *
 * @param parts the stream, in pieces of any size
 * @param sink gets the bytes as they come, in a buffer that is used again afterwards; returns false to stop for good
 * @throws {InflateEnd} when the data end too early
 * @throws {Error} when they are damaged
 */
export function inflate(parts: readonly Uint8Array[], sink: (bytes: Uint8Array) => boolean): void {
  const out = new Uint8Array(CAPACITY);
  let filled = 0;
  let flushed = 0;
  let adlerLow = 1;
  let adlerHigh = 0;
  let part = 0;
  let input = parts[0] ?? new Uint8Array();
  let at = 0;
  let hold = 0;
  let held = 0;
  let missing = 0;

  /** Makes at least `count` bits available, at most 16; a few zeros may be looked at behind the end. */
  const need = (count: number): void => {
    while (held < count) {
      while (at >= input.length && part + 1 < parts.length) {
        input = parts[++part] ?? input;
        at = 0;
      }
      if (at < input.length) hold |= (input[at++] ?? 0) << held;
      else if (++missing > 2) throw new InflateEnd();
      held += 8;
    }
  };
  const bits = (count: number): number => {
    need(count);
    const value = hold & ((1 << count) - 1);
    hold >>>= count;
    held -= count;
    return value;
  };
  const symbol = (table: Uint16Array): number => {
    need(15);
    const entry = table[hold & (table.length - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) throw new Error('The stream uses a code that it does not define.');
    hold >>>= length;
    held -= length;
    return entry >> 4;
  };
  const flush = (): boolean => {
    for (let from = flushed; from < filled;) {
      // The most bytes whose sums stay below 2^32 (zlib's NMAX).
      const end = Math.min(from + 5552, filled);
      for (; from < end; from++) {
        adlerLow += out[from] ?? 0;
        adlerHigh += adlerLow;
      }
      adlerLow %= 65_521;
      adlerHigh %= 65_521;
    }
    const goesOn = sink(out.subarray(flushed, filled));
    if (filled > WINDOW) {
      out.copyWithin(0, filled - WINDOW, filled);
      filled = WINDOW;
    }
    flushed = filled;
    return goesOn;
  };
  const codeLengths = (lengths: Uint8Array): void => {
    const count = { literals: bits(5) + 257, distances: bits(5) + 1, codes: bits(4) + 4 };
    const codes = new Uint8Array(19);
    for (const code of CODE_LENGTH_ORDER.slice(0, count.codes)) codes[code] = bits(3);
    const table = huffmanTable(codes);
    const all = new Uint8Array(count.literals + count.distances);
    for (let i = 0; i < all.length;) {
      const code = symbol(table);
      if (code < 16) all[i++] = code;
      else {
        const value = code === 16 ? (all[i - 1] ?? 0) : 0;
        const repeat = code === 16 ? 3 + bits(2) : code === 17 ? 3 + bits(3) : 11 + bits(7);
        all.fill(value, i, i + repeat);
        i += repeat;
      }
    }
    lengths.set(all.subarray(0, count.literals));
    lengths.set(all.subarray(count.literals), 288);
  };
  const copyStored = (): boolean => {
    bits(held & 7);
    const length = bits(16);
    if (length !== (bits(16) ^ 0xffff)) throw new Error('The stream has a damaged block.');
    for (let i = 0; i < length; i++) {
      if (filled === CAPACITY && !flush()) return false;
      out[filled++] = bits(8);
    }
    return true;
  };
  const copyCompressed = (literals: Uint16Array, distances: Uint16Array): boolean => {
    for (;;) {
      if (filled + LONGEST_MATCH > CAPACITY && !flush()) return false;
      const code = symbol(literals);
      if (code < 256) {
        out[filled++] = code;
        continue;
      }
      if (code === 256) return true;
      const base = LENGTH_BASE[code - 257];
      if (base === undefined) throw new Error('The stream has an impossible length.');
      const length = base + bits(LENGTH_EXTRA[code - 257] ?? 0);
      const far = symbol(distances);
      const distance = (DISTANCE_BASE[far] ?? CAPACITY) + bits(DISTANCE_EXTRA[far] ?? 0);
      if (distance > filled) throw new Error('The stream points before its beginning.');
      // A match may reach into itself, so it is copied byte by byte.
      for (let end = filled + length; filled < end; filled++) out[filled] = out[filled - distance] ?? 0;
    }
  };

  const header = bits(8) * 256 + bits(8);
  if ((header & 0x0f20) !== 0x0800 || header % 31 !== 0) throw new Error('This is no zlib stream.');
  for (let isLast = 0; isLast === 0;) {
    isLast = bits(1);
    const type = bits(2);
    let goesOn: boolean;
    if (type === 0) goesOn = copyStored();
    else if (type === 1) goesOn = copyCompressed(FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) {
      const lengths = new Uint8Array(288 + 32);
      codeLengths(lengths);
      goesOn = copyCompressed(huffmanTable(lengths.subarray(0, 288)), huffmanTable(lengths.subarray(288)));
    } else throw new Error('The stream has a block of an unknown type.');
    if (!goesOn) return;
  }
  flush();
  bits(held & 7);
  const adler = [bits(8), bits(8), bits(8), bits(8)].reduce((sum, byte) => sum * 256 + byte, 0);
  if (missing > held / 8) throw new InflateEnd();
  if (adler !== adlerHigh * 65_536 + adlerLow) throw new Error('The stream does not match its checksum.');
}
