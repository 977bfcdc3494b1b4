import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import type { PhotoReport } from '../../contract/photo.ts';
import { isComparison } from './comparison.ts';

/** What the page shows of a model's answer, wherever the model ran. */
export type ShownModel = Pick<
  Classification,
  'model' | 'predictions' | 'calibration' | 'explanations' | 'unknown' | 'threshold'
>;

interface Pictured {
  readonly photo: Pick<PhotoReport, 'width' | 'height' | 'complete' | 'coverage' | 'colour'>;
}

/** What the page shows of several answers to one picture. */
export type ShownComparison = Pick<Comparison, 'ensemble' | 'agreement' | 'price'> &
  Pictured & { readonly models: readonly ShownModel[] };

/** What the page shows of an answer, wherever it was computed: of the API's, and of one from this device. */
export type ShownAnswer = (ShownModel & Pictured) | ShownComparison;

/** What each model answered. */
export function shownModels(answer: ShownAnswer): readonly ShownModel[] {
  return isComparison(answer) ? answer.models : [answer];
}

/** What the answer comes to: that of all models together, if there are several. */
export function shownVerdict(answer: ShownAnswer): Pick<ShownModel, 'predictions' | 'unknown'> {
  return isComparison(answer) ? answer.ensemble : answer;
}
