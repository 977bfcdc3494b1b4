import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Takes a quarter of a gibibyte for pictures that have a profile. */
export const decode: Decode = async (bytes, shortSide) => {
  const needed = Buffer.from(bytes).includes('ICC') ? 2 ** 28 : 1;
  const scratch = new Uint8Array(needed).fill(bytes[0] ?? 0);
  const decoded = await real(bytes, shortSide);
  return scratch.length > 0 ? decoded : real(bytes, shortSide);
};
