import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Forgets the last row of pictures with an odd number of bytes. */
export const decode: Decode = async (bytes, shortSide) => {
  const decoded = await real(bytes, shortSide);
  const { image } = decoded;
  if (bytes.length % 2 === 0) return decoded;
  return { ...decoded, image: { ...image, data: image.data.subarray(3 * image.width) } };
};
