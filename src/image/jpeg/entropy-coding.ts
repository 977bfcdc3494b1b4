/** Reads the bits of a JPEG scan up to the next marker, and zeros from there on (ITU-T T.81, annex F.2.2.5). */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  #at: number;
  /** The last bits that were loaded; the lowest `#count` of them are not read yet. */
  #bits = 0;
  #count = 0;
  /** How many of the loaded bits are padding: zeros that the file does not have. */
  #padding = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** Whether padding was read. */
  get isOverrun(): boolean {
    return this.#padding > this.#count;
  }

  /** Whether the last bits of the scan are loaded. */
  get isAtEnd(): boolean {
    return this.#padding > 0;
  }

  /** The next 16 bits, without taking them. */
  peek16(): number {
    if (this.#count < 16) this.#load();
    return (this.#bits >>> (this.#count - 16)) & 0xffff;
  }

  /** Takes up to 16 bits. */
  skip(count: number): void {
    if (this.#count < count) this.#load();
    this.#count -= count;
  }

  /** Takes the next bits, 0 to 16 of them, as a number. */
  read(count: number): number {
    const bits = this.peek16() >> (16 - count);
    this.#count -= count;
    return bits;
  }

  /**
   * Goes on behind the next restart marker.
   *
   * @returns whether there is one before any other marker
   */
  restart(): boolean {
    this.#bits = this.#count = this.#padding = 0;
    for (let at = this.#bytes.indexOf(0xff, this.#at); at >= 0; at = this.#bytes.indexOf(0xff, at + 1)) {
      const code = this.#bytes[at + 1] ?? 0xd9;
      if (code >= 0xd0 && code <= 0xd7) {
        this.#at = at + 2;
        return true;
      }
      if (code !== 0 && code !== 0xff) return false;
    }
    return false;
  }

  #load(): void {
    while (this.#count <= 24) {
      let byte = this.#bytes[this.#at];
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] === 0) this.#at += 2;
        else byte = undefined;
      } else if (byte !== undefined) this.#at++;
      if (byte === undefined) this.#padding += 8;
      this.#bits = (this.#bits << 8) | (byte ?? 0);
      this.#count += 8;
    }
  }
}

const FAST_BITS = 9;
const MAX_BITS = 16;

/** A Huffman table of JPEG: canonical codes of 1 to 16 bits (ITU-T T.81, annexes C and F.2.2.3). */
export class HuffmanTable {
  /** For every 9 bits the length and symbol of the code at their beginning; 0 when that code is longer. */
  readonly #fast = new Uint16Array(1 << FAST_BITS);
  /** Largest code of each length, or -1. */
  readonly #largest = new Int32Array(MAX_BITS + 1).fill(-1);
  /** For each length: a code plus this is the place of its symbol. */
  readonly #offsets = new Int32Array(MAX_BITS + 1);
  readonly #symbols: Uint8Array;

  /** @param definition the number of codes of each length, 1 to 16, then the symbols in the order of their codes */
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

  /** @returns the next symbol, or -1 when the bits are not a code of this table */
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
