/** Reads the bits of a JPEG scan up to the next marker, and zeros from there on (ITU-T T.81, annex F.2.2.5). */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  #at: number;
  /** The last bits that were loaded; the lowest `#count` of them are still to be read. */
  #bits = 0;
  #count = 0;
  /** How many of the loaded bits are zeros that the file does not have. */
  #padding = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** Whether bits were read that the scan does not have. */
  get isOverrun(): boolean {
    return this.#padding > this.#count;
  }

  /** Whether the last bits of the scan are under way. */
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
