/** Bytes that are needed from one step to another, both included. */
export interface Lifetime {
  readonly name: string;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Where everything lies, and how much it takes in all. */
interface Arena {
  readonly offsets: ReadonlyMap<string, number>;
  readonly bytes: number;
}

/** Cache lines. */
const ALIGNMENT = 64;

/**
 * Lays buffers out so that those that are needed at the same time do not overlap: the largest first, each at the lowest
 * place that is free while it lives.
 *
 * @see https://arxiv.org/abs/2001.03288 section 5, "greedy by size"
 */
export function layOut(lifetimes: readonly Lifetime[]): Arena {
  const placed: (Lifetime & { readonly offset: number; readonly end: number })[] = [];
  for (const lifetime of lifetimes.toSorted((a, b) => b.bytes - a.bytes)) {
    const size = Math.ceil(lifetime.bytes / ALIGNMENT) * ALIGNMENT;
    const rivals = placed
      .filter(({ from, to }) => from <= lifetime.to && lifetime.from <= to)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const rival of rivals) {
      if (offset + size <= rival.offset) break;
      offset = Math.max(offset, rival.end);
    }
    placed.push({ ...lifetime, offset, end: offset + size });
  }
  return {
    offsets: new Map(placed.map(({ name, offset }) => [name, offset])),
    bytes: placed.reduce((most, { end }) => Math.max(most, end), 0),
  };
}
