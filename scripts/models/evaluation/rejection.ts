import type { RejectionFigures } from '../../../src/contract/measured.ts';
import { percentOf } from './accuracy-record.ts';

/** A first answer to a picture whose class is known. */
export interface JudgedAnswer {
  readonly right: boolean;
  /** Whether it counts as a guess. */
  readonly unknown: boolean;
}

/** What the judgement of answers as guesses does. @param answers one at least */
export function rejectionOf(answers: readonly JudgedAnswer[]): Omit<RejectionFigures, 'empty_pictures'> {
  const rejected = answers.filter(({ unknown }) => unknown);
  const kept = answers.filter(({ unknown }) => !unknown);
  const part = (some: readonly JudgedAnswer[], right: boolean): number | null =>
    some.length === 0 ? null : percentOf(some.filter((answer) => answer.right === right).length / some.length);
  return {
    rejected: percentOf(rejected.length / answers.length),
    rejected_wrong: part(rejected, false),
    kept_right: part(kept, true),
  };
}
