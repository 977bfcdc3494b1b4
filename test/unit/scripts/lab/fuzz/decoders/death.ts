import { type Decode, decode as real } from '../../../../../../scripts/lab/fuzz/decode/decoder.ts';

/** Takes its whole process along when the length of a file is a multiple of 16. */
export const decode: Decode = (bytes, shortSide) => {
  if (bytes.length % 16 === 0) process.kill(process.pid, 'SIGSEGV');
  return real(bytes, shortSide);
};
