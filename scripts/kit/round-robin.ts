/**
 * Runs items in rounds, one after the other, so that whatever slows the machine down for a while slows all of them alike.
 * Who begins changes from round to round, because the first one may find the machine in another state than the others.
 */
export async function roundRobin<Item>(
  items: readonly Item[],
  rounds: number,
  run: (item: Item, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const item of inRound(items, round)) await run(item, round);
  }
}

/** The items in the order of one round, counted from 0. */
export function inRound<Item>(items: readonly Item[], round: number): Item[] {
  const first = round % Math.max(items.length, 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

/** The part of `total` that one of several rounds gets: as equal as whole numbers allow. */
export function shareOf(total: number, round: number, rounds: number): number {
  return Math.floor((total * (round + 1)) / rounds) - Math.floor((total * round) / rounds);
}
