/** Writes entropy-coded data, with a zero behind each byte of ones (ITU-T T.81, annex F.1.2.3), and whatever is between them. */
export class BitWriter {
  #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  /** @param capacity expected length in bytes; more is found when it is needed */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Appends the lowest bits of a number, up to 16 of them; the others are to be zero. */
  put(bits: number, count: number): void {
    this.#bits = (this.#bits << count) | bits;
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#bits >>> this.#count) & 0xff;
      this.#reserve(2);
      this.#bytes[this.#at++] = byte;
      if (byte === 0xff) this.#bytes[this.#at++] = 0;
    }
  }

  /** Fills the last byte of a scan with ones. */
  endScan(): void {
    this.put(0x7f, 7);
    this.#count = 0;
  }

  /** Appends whole bytes as they are. */
  append(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#bytes.set(part, this.#at);
    this.#at += part.length;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length + count);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
