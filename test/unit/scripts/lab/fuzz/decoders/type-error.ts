import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Stumbles over files that end with a zero. */
export const decode: Decode = (bytes, shortSide) => {
  if (bytes.at(-1) === 0) throw new TypeError("Cannot read properties of undefined (reading 'width')");
  return real(bytes, shortSide);
};
