/** Requests that are left for others behind the same address. */
const SPARE = 10;

/** A `RateLimit-Policy` as this API sends it: so many requests in so many seconds. */
const POLICY = /^"compute";q=(\d+);w=(\d+)$/;

/** Keeps the requests that run a model below the rate that the deployment lets through. */
export class Pace {
  readonly #sent: number[] = [];
  #limit = Infinity;
  #period = 0;

  /** @param policy the header `RateLimit-Policy` of an answer; null where nothing is counted */
  learn(policy: string | null): void {
    const [, limit, period] = POLICY.exec(policy ?? '') ?? [];
    if (limit === undefined || period === undefined) return;
    this.#limit = Math.max(1, Number(limit) - SPARE);
    this.#period = 1000 * Number(period);
  }

  /** How many requests may be sent in a period. */
  get limit(): number {
    return this.#limit;
  }

  /** @param now in ms, on any clock that runs evenly */
  note(now: number): void {
    this.#sent.push(now);
  }

  /**
   * How long to wait before so many further requests can be sent at once, in ms.
   * @param now on the clock of {@link note}
   */
  delay(now: number, further = 1): number {
    const recent = this.#sent.filter((time) => time > now - this.#period);
    const tooMany = recent.length + Math.min(further, this.#limit) - this.#limit;
    const last = recent[tooMany - 1];
    return tooMany <= 0 || last === undefined ? 0 : last + this.#period - now;
  }
}
