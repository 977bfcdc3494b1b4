const HISTORY = 32_768;
const CAPACITY = 4 * HISTORY;

/**
 * The last bytes of an inflated stream, which matches refer to, and its Adler-32 (RFC 1950, 8.2). Whole pieces are
 * handed on when it is full.
 */
export class Window {
  readonly bytes = new Uint8Array(CAPACITY);
  filled = 0;
  #flushed = 0;
  #low = 1;
  #high = 0;
  readonly #sink: (bytes: Uint8Array) => boolean;

  /** @param sink gets the bytes in a buffer that is used again; returns false when it wants no more */
  constructor(sink: (bytes: Uint8Array) => boolean) {
    this.#sink = sink;
  }

  get adler32(): number {
    return this.#high * 65_536 + this.#low;
  }

  /** Hands on what is new and keeps what matches may refer to. Returns false when no more is wanted. */
  flush(): boolean {
    const { bytes, filled } = this;
    let low = this.#low;
    let high = this.#high;
    for (let from = this.#flushed; from < filled;) {
      // The most bytes whose sums stay below 2^32 (zlib's NMAX).
      const end = Math.min(from + 5552, filled);
      for (; from < end; from++) {
        low += bytes[from] ?? 0;
        high += low;
      }
      low %= 65_521;
      high %= 65_521;
    }
    this.#low = low;
    this.#high = high;
    const goesOn = this.#sink(bytes.subarray(this.#flushed, filled));
    if (filled > HISTORY) {
      bytes.copyWithin(0, filled - HISTORY, filled);
      this.filled = HISTORY;
    }
    this.#flushed = this.filled;
    return goesOn;
  }
}
