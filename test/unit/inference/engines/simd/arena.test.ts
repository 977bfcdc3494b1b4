import { describe, expect, it } from 'vitest';

import { layOut, type Lifetime } from '../../../../../scripts/models/plan/arena.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';

describe('layOut', () => {
  it('never lets two buffers overlap that are needed at the same time', () => {
    const random = randomOf('arena');
    for (let round = 0; round < 50; round++) {
      const lifetimes = Array.from({ length: 30 }, (_, i): Lifetime => {
        const from = Math.floor(random.uniform(0, 20));
        return {
          name: `buffer ${i}`,
          bytes: Math.floor(random.uniform(1, 5000)),
          from,
          to: from + Math.floor(random.uniform(0, 6)),
        };
      });
      const { offsets, bytes } = layOut(lifetimes);
      for (const [i, a] of lifetimes.entries()) {
        const begin = offsets.get(a.name) ?? NaN;
        expect(begin % 64).toBe(0);
        expect(begin + a.bytes).toBeLessThanOrEqual(bytes);
        for (const b of lifetimes.slice(i + 1)) {
          const other = offsets.get(b.name) ?? NaN;
          const together = a.from <= b.to && b.from <= a.to;
          if (together) expect(begin + a.bytes <= other || other + b.bytes <= begin).toBe(true);
        }
      }
    }
  });

  it('uses the same place again', () => {
    const chain = [0, 1, 2, 3, 4, 5].map((from) => ({ name: `value ${from}`, bytes: 640, from, to: from + 1 }));
    expect(layOut(chain).bytes).toBe(2 * 640);
  });
});
