import type { DistributionData } from '../contract/ledger.ts';

/** Relative error of the values of a {@link Distribution} that has become coarse. */
export const RELATIVE_ERROR = 0.01;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);

/** Different values that a distribution keeps apart before it becomes coarse. */
const MAX_VALUES = 4096;

/**
 * How often each duration occurred. Clocks of whole ms give few different durations, so this is small and exact, and the
 * distributions of several places add up to the distribution of all of them. With more than {@link MAX_VALUES}
 * different ones it goes on as a DDSketch (Masson, Rim and Lee, 2019, https://arxiv.org/abs/1908.10693):
 * each value v becomes the middle of the bin (γ^(k-1), γ^k] that it lies in, within 1 % of v, and those add up as well.
 */
export class Distribution {
  exact = true;
  min = Infinity;
  max = -Infinity;
  count = 0;
  #counts = new Map<number, number>();
  readonly #limit: number;

  constructor(limit: number = MAX_VALUES) {
    this.#limit = limit;
  }

  /** @param value in ms, not negative */
  add(value: number, count = 1): this {
    return this.#include([[value, count]], value, value);
  }

  merge({ values, counts, exact, min, max }: DistributionData): this {
    if (!exact && this.exact) this.#coarsen();
    const pairs = Array.from(values, (value, i) => [value, counts[i] ?? 0] as const);
    return this.#include(pairs, min, max);
  }

  /**
   * Quantiles by nearest rank: the smallest value that at least the share q of all values does not exceed. While the
   * distribution is exact, that is a value that occurred, never one between two.
   * @param shares in (0, 1], in ascending order
   */
  quantiles(shares: readonly number[]): number[] {
    if (this.count === 0) throw new Error('an empty distribution has no quantiles');
    const ordered = [...this.#counts].sort(([a], [b]) => a - b);
    const found: number[] = [];
    let seen = 0;
    for (const [value, count] of ordered) {
      seen += count;
      while (found.length < shares.length && seen >= this.#rank(shares[found.length] ?? 1))
        found.push(this.#clamp(value));
    }
    return found;
  }

  /** How many values are no larger than a bound. */
  countUpTo(bound: number): number {
    return [...this.#counts].reduce((sum, [value, count]) => (value <= bound ? sum + count : sum), 0);
  }

  toData(): DistributionData {
    return {
      values: Float64Array.from(this.#counts.keys()),
      counts: Float64Array.from(this.#counts.values()),
      exact: this.exact,
      min: this.min,
      max: this.max,
    };
  }

  /** Rounded first: 0.07 * 100 is 7.000000000000001 in floating point, and must not become rank 8. */
  #rank(share: number): number {
    return Math.ceil(Number((share * this.count).toPrecision(12)));
  }

  /** The middle of an outer bin may lie beyond the true extremes, which are known. */
  #clamp(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }

  /** Takes the extremes from the caller: those of binned values are known better than the bins tell. */
  #include(pairs: readonly (readonly [value: number, count: number])[], min: number, max: number): this {
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    for (const [value, count] of pairs) {
      this.count += count;
      this.#put(value, count);
      if (this.exact && this.#counts.size > this.#limit) this.#coarsen();
    }
    return this;
  }

  #put(value: number, count: number): void {
    const key = this.exact ? value : middleOfBin(value);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  #coarsen(): void {
    const fine = this.#counts;
    this.exact = false;
    this.#counts = new Map();
    for (const [value, count] of fine) this.#put(value, count);
  }
}

/** Applied a second time, it changes nothing. */
function middleOfBin(value: number): number {
  if (value <= 0) return 0;
  return (2 * GAMMA ** Math.ceil(Math.log(value) / Math.log(GAMMA))) / (GAMMA + 1);
}
