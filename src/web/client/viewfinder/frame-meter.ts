/** What is looked back upon, in ms. */
const WINDOW = 2000;

/** How fast frames are answered. */
export interface FrameRate {
  /** Answers a second. */
  readonly fps: number;
  /** Mean of what one took, in ms. */
  readonly ms: number;
}

/** Counts the frames of the last two seconds. */
export class FrameMeter {
  #frames: { readonly at: number; readonly ms: number }[] = [];

  /** @param at when a frame was answered @param ms how long that took */
  add(at: number, ms: number): void {
    this.#frames.push({ at, ms });
    this.#frames = this.#frames.filter((frame) => at - frame.at <= WINDOW);
  }

  /** @returns undefined as long as there are fewer than two */
  read(): FrameRate | undefined {
    const [first, last] = [this.#frames[0], this.#frames.at(-1)];
    if (first === undefined || last === undefined || first === last) return undefined;
    const fps = ((this.#frames.length - 1) * 1000) / (last.at - first.at);
    return { fps, ms: this.#frames.reduce((sum, { ms }) => sum + ms, 0) / this.#frames.length };
  }

  /** Forgets them, after a pause. */
  reset(): void {
    this.#frames = [];
  }
}
