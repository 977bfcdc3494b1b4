import type { Chance } from '../chance.ts';

/** One way to change something in place: a file in pieces, or a list of them. */
export interface Mutator<Subject> {
  /** Its name in a report. */
  readonly name: string;
  readonly apply: (subject: Subject, chance: Chance) => void;
}

/** One way to change bytes. */
export interface ByteMutator {
  readonly name: string;
  /**
   * @param donor another file, from which bytes may come
   * @returns the changed bytes; the given ones stay as they are
   */
  readonly apply: (bytes: Uint8Array, chance: Chance, donor: Uint8Array) => Uint8Array;
}

/** Names a change in place. */
export function mutator<Subject>(name: string, apply: Mutator<Subject>['apply']): Mutator<Subject> {
  return { name, apply };
}

/** Names a change of bytes. */
export function byteMutator(name: string, apply: ByteMutator['apply']): ByteMutator {
  return { name, apply };
}

/** Removes, doubles, moves or swaps something of a list. */
export function shuffleList<Item>(list: Item[], chance: Chance, copy: (item: Item) => Item): void {
  const from = chance.below(list.length);
  const [item] = list.slice(from, from + 1);
  if (item === undefined) return;
  const to = chance.below(list.length);
  switch (chance.below(4)) {
    case 0:
      list.splice(from, 1);
      return;
    case 1:
      list.splice(to, 0, copy(item));
      return;
    case 2:
      list.splice(from, 1);
      list.splice(to, 0, item);
      return;
    default: {
      // Many copies of one item, as no program writes them.
      const copies = Array.from({ length: 1 + chance.below(300) }, () => copy(item));
      list.splice(from, 0, ...copies);
    }
  }
}
