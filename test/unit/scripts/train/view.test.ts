import { describe, expect, it } from 'vitest';

import { randomOf } from '../../../../scripts/kit/random.ts';
import { cropImage, randomCrop, SMALLEST_CROP } from '../../../../scripts/train/view.ts';
import type { Image } from '../../../../src/image/image.ts';

/** Every pixel is its own column and row, so that it tells where it came from. */
function numbered(width: number, height: number): Image {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 7], 3 * i);
  return { width, height, data };
}

describe('cropImage', () => {
  it('cuts out what it is told, and mirrors it', () => {
    const crop = { left: 2, top: 1, width: 2, height: 2, mirrored: false };
    expect(Array.from(cropImage(numbered(5, 4), crop).data)).toEqual([2, 1, 7, 3, 1, 7, 2, 2, 7, 3, 2, 7]);
    const mirrored = cropImage(numbered(5, 4), { ...crop, mirrored: true });
    expect(Array.from(mirrored.data)).toEqual([3, 1, 7, 2, 1, 7, 3, 2, 7, 2, 2, 7]);
  });
});

describe('randomCrop', () => {
  it('stays inside, with the promised area and proportions', () => {
    const random = randomOf('test');
    const photo = numbered(200, 150);
    const crops = Array.from({ length: 500 }, () => randomCrop(photo, random));
    for (const { left, top, width, height } of crops) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(200);
      expect(top + height).toBeLessThanOrEqual(150);
      expect((width * height) / 30_000).toBeGreaterThan(SMALLEST_CROP - 0.02);
      expect(width / height).toBeGreaterThan(0.73);
      expect(width / height).toBeLessThan(1.36);
    }
    const mirrored = crops.filter((crop) => crop.mirrored).length;
    expect(mirrored).toBeGreaterThan(200);
    expect(mirrored).toBeLessThan(300);
  });

  it('falls back to the middle of a picture that is far too narrow', () => {
    const crop = randomCrop(numbered(10, 1000), randomOf('test'));
    expect(crop).toMatchObject({ left: 0, top: 493, width: 10, height: 13 });
  });
});
