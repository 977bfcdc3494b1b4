import { ensemble } from '../../../../src/verdict/ensemble.ts';
import { type PairedGain, pairedGain } from '../../../kit/statistics/paired-gain.ts';
import { isAmong } from '../metrics.ts';

/** Parts of the pictures whose class was the first answer, or one of the first five. */
export interface Hits {
  readonly top1: number;
  readonly top5: number;
}

/** What one choice of weights was worth, against the best member alone. */
export interface Weighting extends Hits, PairedGain {
  readonly weights: readonly number[];
}

/** What models got right alone and together. */
export interface Result {
  readonly members: readonly Hits[];
  /** Index of the member with the most right first answers; of the first one of several. */
  readonly best: number;
  readonly weightings: readonly Weighting[];
}

/** Counts what models get right alone and together, with several choices of weights, on the same pictures. */
export class EnsembleTally {
  readonly #members: readonly Answers[];
  readonly #weightings: readonly { readonly weights: readonly number[]; readonly answers: Answers }[];

  /**
   * @param members how many models there are
   * @param weightings each has a weight for each of them
   */
  constructor(members: number, weightings: readonly (readonly number[])[]) {
    this.#members = Array.from({ length: members }, () => new Answers());
    this.#weightings = weightings.map((weights) => ({ weights, answers: new Answers() }));
  }

  /**
   * Counts a picture.
   * @param truth index of its class
   * @param outputs softmax outputs of each model, each at its own temperature
   */
  add(truth: number, outputs: readonly Float64Array[]): void {
    outputs.forEach((scores, member) => this.#members[member]?.add(truth, scores));
    for (const { weights, answers } of this.#weightings) {
      const votes = outputs.map((scores, member) => ({ scores, weight: weights[member] ?? NaN }));
      answers.add(truth, ensemble(votes));
    }
  }

  /** After one picture at least. */
  result(): Result {
    const members = this.#members.map((answers) => answers.hits());
    const best = members.reduce((leader, { top1 }, at) => (top1 > (members[leader]?.top1 ?? 0) ? at : leader), 0);
    const alone = this.#members[best]?.top1 ?? [];
    return {
      members,
      best,
      weightings: this.#weightings.map(({ weights, answers }) => ({
        weights,
        ...answers.hits(),
        ...pairedGain(answers.top1, alone),
      })),
    };
  }
}

/** Whether each picture was answered rightly, in their order. */
class Answers {
  readonly top1: boolean[] = [];
  readonly top5: boolean[] = [];

  add(truth: number, scores: Float64Array): void {
    this.top1.push(isAmong({ truth, scores }, 1));
    this.top5.push(isAmong({ truth, scores }, 5));
  }

  hits(): Hits {
    const part = (right: readonly boolean[]): number => right.filter(Boolean).length / right.length;
    return { top1: part(this.top1), top5: part(this.top5) };
  }
}
