import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

let last = 0;

/** Lets the picture before shine through. */
export const decode: Decode = async (bytes, shortSide) => {
  const decoded = await real(bytes, shortSide);
  const { data } = decoded.image;
  data[0] = last;
  last = (last + 1) % 256;
  return decoded;
};
