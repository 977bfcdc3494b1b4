import type { FrameAnswer } from '../../device/messages.ts';

/** How fast old frames are forgotten: after this time they count 1/e of what they did, in ms. */
const MEMORY = 450;
/** A frame that comes late counts for as much time as this at most, so that one picture alone decides nothing, in ms. */
const LONGEST = 200;
/** By how much another class has to be ahead before it takes the place. */
const LEAD = 0.1;
/** Nothing is named before the frames seen have this weight, of at most 1: a third of a second. */
const SEEN_ENOUGH = 0.5;
/** A class is named from the first on, and no longer below the second: its mean score, and the share of frames that were sure. */
const [SCORE_FROM, SCORE_TO] = [0.25, 0.15];
const [SURE_FROM, SURE_TO] = [0.5, 0.35];

/** What several frames say together. */
export interface SteadyAnswer {
  readonly index: number;
  readonly label: string;
  /** Exponential mean of its scores, in [0, 1]. */
  readonly score: number;
  /** Whether it is more than a guess. */
  readonly named: boolean;
}

/** A label that stays long enough to be read, from answers that change with every frame. */
export class SteadyLabel {
  /** Weighted sums of scores by class, of those that are not next to nothing. */
  readonly #sums = new Map<number, { label: string; sum: number }>();
  /** The same of frames that were sure, as 1, and guesses, as 0. */
  #sure = 0;
  /** What all frames weigh: the sums are divided by it. */
  #weight = 0;
  #shown: { readonly index: number; named: boolean } | undefined;
  #at: number | undefined;

  /**
   * Takes the answer to a frame, whose other classes count as nothing.
   * @param at when it came, in ms
   */
  update({ predictions, unknown }: Pick<FrameAnswer, 'predictions' | 'unknown'>, at: number): SteadyAnswer | undefined {
    const passed = Math.min(LONGEST, this.#at === undefined ? LONGEST : at - this.#at);
    this.#at = at;
    const kept = Math.exp(-passed / MEMORY);
    this.#weight = kept * this.#weight + (1 - kept);
    this.#sure = kept * this.#sure + (unknown ? 0 : 1 - kept);
    for (const [index, each] of this.#sums) {
      each.sum *= kept;
      if (each.sum < 0.001) this.#sums.delete(index);
    }
    for (const { index, label, score } of predictions) {
      const known = this.#sums.get(index);
      this.#sums.set(index, { label, sum: (known?.sum ?? 0) + (1 - kept) * score });
    }
    return this.#choose();
  }

  /** Forgets what was seen, because the camera looks elsewhere. */
  reset(): void {
    this.#sums.clear();
    this.#sure = 0;
    this.#weight = 0;
    this.#shown = undefined;
    this.#at = undefined;
  }

  #choose(): SteadyAnswer | undefined {
    const [best] = [...this.#sums].sort(([, a], [, b]) => b.sum - a.sum);
    if (best === undefined) return undefined;
    const before = this.#shown && this.#sums.get(this.#shown.index);
    const stays = this.#shown !== undefined && before !== undefined && best[1].sum < before.sum + LEAD * this.#weight;
    const [index, { label, sum }] = stays && this.#shown ? [this.#shown.index, before] : best;
    const wasNamed = stays && this.#shown?.named === true;
    const [score, sure] = [sum / this.#weight, this.#sure / this.#weight];
    const isLikely = score >= (wasNamed ? SCORE_TO : SCORE_FROM) && sure >= (wasNamed ? SURE_TO : SURE_FROM);
    const named = isLikely && this.#weight >= SEEN_ENOUGH;
    this.#shown = { index, named };
    return { index, label, score, named };
  }
}
