import { describe, expect, it } from 'vitest';

import type { Image } from '../../../src/image/image.ts';
import { applyOrientation } from '../../../src/image/orientation.ts';

/** A picture whose pixels are letters, one row a word. */
const letters = (...rows: string[]): Image => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from([...Buffer.from(rows.join(''))].flatMap((letter) => [letter, 1, 2])),
});

const rowsOf = ({ width, height, data }: Image): string[] =>
  Array.from({ length: height }, (_, y) =>
    String.fromCharCode(...data.subarray(3 * width * y, 3 * width * (y + 1)).filter((_, i) => i % 3 === 0)),
  );

describe('applyOrientation', () => {
  // EXIF 2.32, table 6: where the first row and the first column of the stored picture belong.
  it.each([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['da', 'eb', 'fc']],
    [7, ['fc', 'eb', 'da']],
    [8, ['cf', 'be', 'ad']],
  ])('orientation %i', (orientation, rows) => {
    expect(rowsOf(applyOrientation(letters('abc', 'def'), orientation))).toEqual(rows);
  });

  it('keeps the channels of a pixel in order', () => {
    expect([...applyOrientation(letters('ab'), 3).data]).toEqual([98, 1, 2, 97, 1, 2]);
  });

  it.each([
    [1, { left: 0, top: 0, width: 2.5, height: 1.75 }],
    [2, { left: 0.5, top: 0, width: 2.5, height: 1.75 }],
    [3, { left: 0.5, top: 0.25, width: 2.5, height: 1.75 }],
    [4, { left: 0, top: 0.25, width: 2.5, height: 1.75 }],
    [5, { left: 0, top: 0, width: 1.75, height: 2.5 }],
    [6, { left: 0.25, top: 0, width: 1.75, height: 2.5 }],
    [7, { left: 0.25, top: 0.5, width: 1.75, height: 2.5 }],
    [8, { left: 0, top: 0.5, width: 1.75, height: 2.5 }],
  ])('turns the extent along with orientation %i', (orientation, extent) => {
    const image = { ...letters('abc', 'def'), extent: { left: 0, top: 0, width: 2.5, height: 1.75 } };
    expect(applyOrientation(image, orientation).extent).toEqual(extent);
  });
});
