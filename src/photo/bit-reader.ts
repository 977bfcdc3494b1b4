/** The data end before the stream does. */
export class EndOfData extends Error {
  override readonly name = 'EndOfData';
}

const BUFFER_BYTES = 65_536;
/** Zeros behind the end, so that whoever looks a few bytes ahead need not ask whether they exist. */
const PADDING = 32;

/** Bits of a stream that comes in pieces, the lowest bit of each byte first (RFC 1951, 3.1.1). */
export class BitReader {
  /** Bytes under way. {@link BitReader.available} says how far they may be read without {@link BitReader.refill}. */
  readonly buffer = new Uint8Array(BUFFER_BYTES);
  /** The next byte of the buffer. */
  at = 0;
  /** Bits that were taken from the buffer and not used yet, the next one lowest. */
  hold = 0;
  /** Number of those bits, at most 31. */
  held = 0;
  readonly #parts: readonly Uint8Array[];
  #part = 0;
  #partAt = 0;
  #filled = 0;
  /** End of the stream in the buffer, once it is there. */
  #end: number | undefined;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
  }

  /** Offset in the buffer before which at least eight bytes follow. */
  get available(): number {
    return this.#filled - 8;
  }

  /**
   * Reads on, so that at least eight bytes can be taken.
   *
   * @throws {EndOfData} when there are no more
   */
  refill(): void {
    if (this.#end !== undefined) throw new EndOfData();
    this.buffer.copyWithin(0, this.at, this.#filled);
    this.#filled -= this.at;
    this.at = 0;
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[this.#part]) {
      const count = Math.min(part.length - this.#partAt, BUFFER_BYTES - PADDING - this.#filled);
      this.buffer.set(part.subarray(this.#partAt, this.#partAt + count), this.#filled);
      this.#filled += count;
      this.#partAt += count;
      if (this.#partAt < part.length) return;
      this.#part++;
      this.#partAt = 0;
    }
    this.#end = this.#filled;
    this.#filled += PADDING;
    this.buffer.fill(0, this.#end, this.#filled);
  }

  /** The next `count` bits, at most 16. */
  bits(count: number): number {
    if (this.at >= this.available) this.refill();
    while (this.held < count) {
      this.hold |= (this.buffer[this.at++] ?? 0) << this.held;
      this.held += 8;
    }
    const value = this.hold & ((1 << count) - 1);
    this.hold >>>= count;
    this.held -= count;
    return value;
  }

  /** The symbol whose code comes next, by a table of huffman-table.ts. */
  symbol(table: Uint16Array): number {
    if (this.at >= this.available) this.refill();
    while (this.held < 15) {
      this.hold |= (this.buffer[this.at++] ?? 0) << this.held;
      this.held += 8;
    }
    const entry = table[this.hold & (table.length - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) throw new Error('The stream uses a code that it does not define.');
    this.hold >>>= length;
    this.held -= length;
    return entry >> 4;
  }

  /** Drops what is left of the byte under way. */
  alignToByte(): void {
    this.bits(this.held & 7);
  }

  /** @throws {EndOfData} when more was used than the stream has */
  requireNotPastEnd(): void {
    if (this.#end !== undefined && this.at - (this.held >> 3) > this.#end) throw new EndOfData();
  }
}
