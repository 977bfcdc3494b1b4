import { createHash } from 'node:crypto';

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers that are the same on every machine for the same seed. */
export interface Random {
  /** In [from, to). */
  readonly uniform: (from: number, to: number) => number;
  /** Shuffles in place (Fisher and Yates) and returns its argument. */
  readonly shuffle: <Item>(items: Item[]) => Item[];
}

/** @param parts the seed: the same parts give the same numbers, others give unrelated ones */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(createHash('sha256').update(JSON.stringify(parts)).digest().readInt32LE());
  return {
    uniform: (from, to) => from + (to - from) * uniformFloat64(generator),
    shuffle: (items) => {
      for (let last = items.length - 1; last > 0; last--) {
        const other = uniformInt(generator, 0, last);
        // Both are inside the array.
        [items[last], items[other]] = [items[other] as (typeof items)[number], items[last] as (typeof items)[number]];
      }
      return items;
    },
  };
}
