/** How far several models agree on one picture. */
interface Agreement {
  /** Whether all models have the same first class. */
  readonly top1: boolean;
  /** Number of classes that are among the first five of every model. */
  readonly top5_shared: number;
}

/** @param rankings the class indices of each model, the likeliest first */
export function agreementOf(rankings: readonly (readonly number[])[]): Agreement {
  const [first = [], ...others] = rankings.map((ranking) => ranking.slice(0, 5));
  return {
    top1: others.every(([best]) => best === first[0]),
    top5_shared: first.filter((index) => others.every((other) => other.includes(index))).length,
  };
}
