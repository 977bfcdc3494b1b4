import { describe, expect, it } from 'vitest';

import { xxHash32 } from '../../../../../scripts/models/plan/xxhash32.ts';
import { instantiateKernels } from '../../../../../src/inference/engines/simd/kernel-instance.ts';
import { ARENA_BEGIN } from '../../../../../src/inference/engines/simd/plan-format.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import { BUILDS, compileKernels } from './kernels.ts';

/** https://github.com/Cyan4973/xxHash/blob/dev/tests/sanity_test.c and the vectors of common implementations. */
const KNOWN = [
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
] as const;

describe('xxHash32', () => {
  it.each(KNOWN)('of "%s" is what others compute', (text, expected) => {
    expect(xxHash32(new TextEncoder().encode(text))).toBe(expected);
  });

  it.each(BUILDS)('is the same in the %s kernels, for every length and alignment', async (build) => {
    const { memory, checksum } = await instantiateKernels(await compileKernels(build), ARENA_BEGIN + 1024);
    const random = randomOf('bytes');
    for (let length = 0; length < 100; length++) {
      const bytes = Uint8Array.from({ length }, () => random.uniform(0, 256));
      const at = ARENA_BEGIN + (length % 17);
      new Uint8Array(memory.buffer).set(bytes, at);
      expect(checksum(at, length, 0) >>> 0).toBe(xxHash32(bytes));
    }
  });
});
