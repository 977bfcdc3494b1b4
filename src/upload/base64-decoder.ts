const SPACE = -2;
const PADDING = -3;

/** By the byte of a character: its six bits, or what else it is; -1 for what is no base64. */
const MEANING = meanings();

function meanings(): Int8Array {
  const table = new Int8Array(256).fill(-1);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  for (let bits = 0; bits < letters.length; bits++) table[letters.charCodeAt(bits)] = bits;
  // The last two are written in two ways (RFC 4648, sections 4 and 5).
  for (const [letter, bits] of [
    ['+', 62],
    ['-', 62],
    ['/', 63],
    ['_', 63],
  ] as const)
    table[letter.charCodeAt(0)] = bits;
  for (const space of ' \t\r\n') table[space.charCodeAt(0)] = SPACE;
  table['='.charCodeAt(0)] = PADDING;
  return table;
}

/**
 * Decodes base64 (RFC 4648) while it arrives, in pieces of any size: with either alphabet, with line breaks, with or without
 * its padding. `atob` and `Uint8Array.fromBase64` take whole strings, which would keep a picture in memory twice more.
 */
export class Base64Decoder {
  /** Bits that do not make a byte yet. */
  #bits = 0;
  #bitCount = 0;
  #characters = 0;
  #paddings = 0;

  /**
   * Decodes the next characters.
   * @param text ASCII
   * @returns the bytes that are complete; null when this is no base64
   */
  decode(text: Uint8Array): Uint8Array | null {
    const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4) + 1);
    let length = 0;
    for (const character of text) {
      const meaning = MEANING[character] ?? -1;
      if (meaning >= 0) {
        if (this.#paddings > 0) return null;
        this.#characters++;
        this.#bits = ((this.#bits << 6) | meaning) & 0xff_ffff;
        this.#bitCount += 6;
        if (this.#bitCount >= 8) {
          this.#bitCount -= 8;
          bytes[length++] = this.#bits >> this.#bitCount;
        }
      } else if (meaning === PADDING) this.#paddings++;
      else if (meaning !== SPACE) return null;
    }
    return bytes.subarray(0, length);
  }

  /** Whether the text may end here. */
  get isComplete(): boolean {
    const open = this.#characters % 4;
    if (open === 1) return false;
    return this.#paddings === 0 || this.#paddings === (4 - open) % 4;
  }
}
