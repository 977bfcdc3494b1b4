/** How long the rest of a download takes, judged by all of it so far. */
export class TimeLeft {
  readonly #begin = performance.now();

  /** @returns whole seconds, at least 1; undefined as long as too little has come to say */
  seconds(received: number, total: number): number | undefined {
    const elapsed = performance.now() - this.#begin;
    if (elapsed < 500 || received === 0) return undefined;
    return Math.max(1, Math.ceil(((total - received) * elapsed) / received / 1000));
  }
}
