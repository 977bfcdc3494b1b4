import { describe, expect, it } from 'vitest';

import { exifOrientation } from '../../../src/image/orientation.ts';
import { exif } from './files.ts';
import { random } from './random.ts';

describe('exifOrientation', () => {
  it.each([true, false])('reads all eight (little endian: %s)', (littleEndian) => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      expect(exifOrientation(exif(orientation, littleEndian))).toBe(orientation);
    }
  });

  it('reads a block with the prefix that JPEG puts before it', () => {
    expect(exifOrientation(Buffer.concat([Buffer.from('Exif\0\0'), exif(6, false)]))).toBe(6);
  });

  it('takes numbers that mean nothing for upright', () => {
    expect(exifOrientation(exif(0, true))).toBe(1);
    expect(exifOrientation(exif(9, true))).toBe(1);
  });

  it('takes a value of another type for upright', () => {
    const block = exif(6, false);
    block.writeUInt16BE(4, 24);
    expect(exifOrientation(block)).toBe(1);
  });

  it('never throws, wherever the block ends and whatever is in it', () => {
    const next = random(7);
    for (let round = 0; round < 500; round++) {
      const block = exif(6, round % 2 === 0);
      block[next(block.length)] = next(256);
      const orientation = exifOrientation(block.subarray(0, next(block.length + 1)));
      expect(orientation === 1 || (orientation >= 2 && orientation <= 8)).toBe(true);
    }
    expect(exifOrientation(new Uint8Array())).toBe(1);
  });
});
