import { ImageError } from '../../../../../../src/image/image-error.ts';
import type { Decode } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Never comes back from files that hold an `eXIf` chunk, and refuses all others at once. */
export const decode: Decode = (bytes) => {
  const isTrap = Buffer.from(bytes).includes('eXIf');
  while (isTrap) bytes.fill(0);
  return Promise.reject(new ImageError('not_a_picture', 'The file does not begin like a picture.'));
};
