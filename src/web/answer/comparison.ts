import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';

/** Whether an answer is that of `POST /v1/compare`. */
export function isComparison(answer: Classification | Comparison): answer is Comparison {
  return 'models' in answer;
}

/** What each model answered: one of a classification, several of a comparison. */
export function modelAnswers(
  answer: Classification | Comparison,
): readonly (Classification | Comparison['models'][number])[] {
  return isComparison(answer) ? answer.models : [answer];
}
