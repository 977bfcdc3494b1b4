import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';

/** Whether an answer is that of several models, as `POST /v1/compare` gives it. */
export function isComparison<Several extends { readonly models: unknown }>(
  answer: Several | { readonly model: string },
): answer is Several {
  return 'models' in answer;
}

/** What each model answered: one of a classification, several of a comparison. */
export function modelAnswers(
  answer: Classification | Comparison,
): readonly (Classification | Comparison['models'][number])[] {
  return isComparison(answer) ? answer.models : [answer];
}
