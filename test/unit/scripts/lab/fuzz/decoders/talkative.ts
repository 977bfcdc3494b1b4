import { ImageError } from '../../../../../../src/image/image-error.ts';
import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Tells of its insides. */
export const decode: Decode = async (bytes, shortSide) => {
  try {
    return await real(bytes, shortSide);
  } catch {
    throw new ImageError('not_a_picture', 'RuntimeError: unreachable at jpeg.wasm:1:4711');
  }
};
