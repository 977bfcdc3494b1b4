const MAX_BITS = 15;

/**
 * A lookup table for canonical Huffman codes (RFC 1951, 3.2.2): the next bits of the stream, as many as the longest code
 * has, lead to `symbol * 16 + length`; to 0 where no code begins like that.
 *
 * @param lengths bits of the code for each symbol, 0 for symbols that do not occur
 * @returns a table of a power of two of entries
 * @throws {Error} when the lengths claim more codes than there are
 */
export function huffmanTable(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(MAX_BITS + 1);
  let longest = 0;
  for (const length of lengths) {
    counts[length] = (counts[length] ?? 0) + 1;
    longest = Math.max(longest, length);
  }
  counts[0] = 0;
  const next = new Uint32Array(MAX_BITS + 2);
  for (let length = 1; length <= MAX_BITS; length++) {
    const end = (next[length] ?? 0) + (counts[length] ?? 0);
    if (end > 1 << length) throw new Error('The stream defines too many codes.');
    next[length + 1] = end << 1;
  }
  const table = new Uint16Array(1 << longest);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    // The stream has the first bit of a code in its lowest bit.
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
    for (let i = reversed; i < table.length; i += 1 << length) table[i] = symbol * 16 + length;
  });
  return table;
}
