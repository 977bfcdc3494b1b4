import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

let first: number | undefined;

/** Lets the first picture of a process shine through in all later ones. */
export const decode: Decode = async (bytes, shortSide) => {
  first ??= bytes.length % 251;
  const decoded = await real(bytes, shortSide);
  decoded.image.data[0] = first;
  return decoded;
};
