import { randomOf } from '../../kit/random.ts';

/** Repeatable choices of one input. */
export interface Chance {
  /** A whole number from 0 to `limit` - 1; 0 when there is no choice. */
  readonly below: (limit: number) => number;
  /** True once in so many times. */
  readonly oneIn: (times: number) => boolean;
  /** @throws RangeError when there is nothing to pick from */
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly bytes: (length: number) => Uint8Array;
  /** An unsigned number of so many bits: mostly one at which programs tend to go wrong. */
  readonly integer: (bits: 8 | 16 | 32) => number;
}

/** Around the ends of the ranges of signed and unsigned numbers, and small ones. */
function edges(bits: number): number[] {
  const top = 2 ** bits;
  const half = top / 2;
  return [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, half - 1, half, half + 1, top - 2, top - 1];
}

/** @param parts together the seed, as for {@link randomOf} */
export function chanceOf(...parts: readonly (string | number)[]): Chance {
  const random = randomOf(...parts);
  const below = (limit: number): number => (limit < 1 ? 0 : Math.floor(random.uniform(0, limit)));
  const oneIn = (times: number): boolean => below(times) === 0;
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[below(items.length)] as Item;
  };
  return {
    below,
    oneIn,
    pick,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    integer: (bits) => (oneIn(3) ? below(2 ** bits) : pick(edges(bits))),
  };
}
