import { describe, expect, it } from 'vitest';

import { BoxFilter } from '../../../../src/image/resize/box-filter.ts';
import { random } from '../random.ts';

const grey = (...values: number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [value, value, value]));

describe('BoxFilter', () => {
  it('averages squares, and at the edges what they cover', () => {
    const filter = new BoxFilter(3, 3, 2, true);
    filter.addRow(grey(0, 10, 100), 3, 0);
    filter.addRow(grey(20, 30, 201), 3, 1);
    filter.addRow(grey(40, 50, 77), 3, 2);
    const { width, height, data, extent } = filter.finish();
    expect({ width, height, extent }).toEqual({
      width: 2,
      height: 2,
      extent: { left: 0, top: 0, width: 1.5, height: 1.5 },
    });
    // (100 + 201) / 2 is rounded up.
    expect(data).toEqual(grey(15, 151, 45, 77));
  });

  it.each([1, 2, 3, 7])('makes the same of rows in any order (divisor %i)', (divisor) => {
    const [width, height] = [23, 17];
    const next = random(divisor);
    const rows = Array.from({ length: height }, () => Uint8Array.from({ length: 3 * width }, () => next(256)));
    const ordered = new BoxFilter(width, height, divisor, true);
    rows.forEach((row, y) => {
      ordered.addRow(row, width, y);
    });
    const shuffled = new BoxFilter(width, height, divisor, false);
    for (const left of [1, 0]) {
      for (let y = height - 1; y >= 0; y--) {
        const every = rows[y]?.filter((_, i) => Math.floor(i / 3) % 2 === left) ?? new Uint8Array();
        shuffled.addRow(every, every.length / 3, y, left, 2);
      }
    }
    expect(shuffled.finish()).toEqual(ordered.finish());
  });
});
