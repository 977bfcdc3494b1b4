import { isUnknownToAll } from '../../../../src/verdict/certainty.ts';
import { ensemble } from '../../../../src/verdict/ensemble.ts';
import { type PairedGain, pairedGain } from '../../../kit/statistics/paired-gain.ts';
import { halvesOf } from '../halves.ts';
import { argmax, isAmong } from '../metrics.ts';
import { type JudgedAnswer, rejectionOf } from '../rejection.ts';

/** Parts of the pictures whose class was the first answer, or one of the first five. */
export interface Hits {
  readonly top1: number;
  readonly top5: number;
}

/** What one choice of weights was worth, against the best member alone. */
export interface Weighting extends Hits, PairedGain {
  readonly weights: readonly number[];
  /** Which answers counted as guesses, among the pictures that no threshold is fitted on; null where there are too few. */
  readonly rejection: (ReturnType<typeof rejectionOf> & { readonly count: number }) | null;
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
  readonly #thresholds: readonly (number | null)[];
  readonly #weightings: readonly {
    readonly weights: readonly number[];
    readonly answers: Answers;
    readonly judged: JudgedAnswer[];
  }[];

  /**
   * @param thresholds one for each model
   * @param weightings each has a weight for each of them
   */
  constructor(thresholds: readonly (number | null)[], weightings: readonly (readonly number[])[]) {
    this.#thresholds = thresholds;
    this.#members = thresholds.map(() => new Answers());
    this.#weightings = weightings.map((weights) => ({ weights, answers: new Answers(), judged: [] }));
  }

  /**
   * Counts a picture.
   * @param truth index of its class
   * @param outputs softmax outputs of each model, each at its own temperature
   */
  add(truth: number, outputs: readonly Float64Array[]): void {
    outputs.forEach((scores, member) => this.#members[member]?.add(truth, scores));
    for (const { weights, answers, judged } of this.#weightings) {
      const voters = outputs.map((scores, member) => ({
        scores,
        weight: weights[member] ?? NaN,
        threshold: this.#thresholds[member] ?? null,
      }));
      const mean = ensemble(voters);
      answers.add(truth, mean);
      judged.push({ right: isAmong({ truth, scores: mean }, 1), unknown: isUnknownToAll(argmax(mean), voters) });
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
      weightings: this.#weightings.map(({ weights, answers, judged }) => {
        const halves = halvesOf(judged);
        return {
          weights,
          ...answers.hits(),
          ...pairedGain(answers.top1, alone),
          rejection: halves === null ? null : { count: halves.judgedBy.length, ...rejectionOf(halves.judgedBy) },
        };
      }),
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
