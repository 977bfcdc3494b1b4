/** Fewer pictures than this in each half say little about anything that is fitted on them. */
const FEWEST = 100;

/** Pictures of which one half had a part in choosing something, and the other had none. */
interface Halves<Item> {
  readonly chosenBy: readonly Item[];
  readonly judgedBy: readonly Item[];
}

/**
 * Every second one to choose by, the others to judge by.
 * @returns null where there are too few
 */
export function halvesOf<Item>(items: readonly Item[]): Halves<Item> | null {
  const [chosenBy, judgedBy] = [items.filter((_, at) => at % 2 === 0), items.filter((_, at) => at % 2 === 1)];
  return judgedBy.length < FEWEST ? null : { chosenBy, judgedBy };
}
