/** How far the answers of several models to one picture agree. */
export interface Agreement {
  /** Whether all have the same first class. */
  readonly top1: boolean;
  /** How many classes are among the first five of each. */
  readonly top5_shared: number;
}

/** @param rankings for each model the indices of its classes, the likeliest first */
export function agreementOf(rankings: readonly (readonly number[])[]): Agreement {
  const [first = [], ...others] = rankings.map((ranking) => ranking.slice(0, 5));
  return {
    top1: others.every(([best]) => best === first[0]),
    top5_shared: first.filter((index) => others.every((other) => other.includes(index))).length,
  };
}
