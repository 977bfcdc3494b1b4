import type { EntropyReader } from './entropy-reader.ts';

const FAST_BITS = 9;
const MAX_BITS = 16;

/** A Huffman table of JPEG: canonical codes of 1 to 16 bits (ITU-T T.81, annexes C and F.2.2.3). */
export class HuffmanTable {
  /** For every 9 bits, length and symbol of the code that they begin with; 0 when it is longer. */
  readonly #fast = new Uint16Array(1 << FAST_BITS);
  /** Largest code of each length, or -1. */
  readonly #largest = new Int32Array(MAX_BITS + 1).fill(-1);
  /** What to add to a code of each length for its symbol's place. */
  readonly #offsets = new Int32Array(MAX_BITS + 1);
  readonly #symbols: Uint8Array;

  /** @param definition 16 numbers of codes, then the symbols in the order of their codes */
  constructor(definition: Uint8Array) {
    this.#symbols = definition.subarray(MAX_BITS);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      const count = definition[length - 1] ?? 0;
      this.#offsets[length] = place - code;
      for (let i = 0; i < count; i++, code++, place++) {
        this.#largest[length] = code;
        const spare = FAST_BITS - length;
        if (spare < 0) continue;
        this.#fast.fill((length << 8) | (this.#symbols[place] ?? 0), code << spare, (code + 1) << spare);
      }
      code <<= 1;
    }
  }

  /** @returns the next symbol, or -1 when the bits are no code of this table */
  read(reader: EntropyReader): number {
    const bits = reader.peek16();
    const fast = this.#fast[bits >> (MAX_BITS - FAST_BITS)] ?? 0;
    if (fast !== 0) {
      reader.skip(fast >> 8);
      return fast & 0xff;
    }
    for (let length = FAST_BITS + 1; length <= MAX_BITS; length++) {
      const code = bits >> (MAX_BITS - length);
      if (code > (this.#largest[length] ?? -1)) continue;
      reader.skip(length);
      return this.#symbols[code + (this.#offsets[length] ?? 0)] ?? -1;
    }
    return -1;
  }
}
