import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { Prediction } from '../../contract/explanation.ts';
import { MOST_EXPLAINED } from '../../contract/query/shared.ts';
import { invalid } from '../invalid-parameter.ts';

/** Which heat maps a request asks for. */
export interface ExplainWish {
  /** Indices into the class list; `best` and `all` are those of the answer. */
  readonly classes: 'best' | 'all' | readonly number[];
  /** Whether it wants a picture instead of numbers. */
  readonly drawn: boolean;
}

/**
 * Reads which heat maps a request asks for; undefined when it asks for none.
 * @param models of the request
 * @param drawn whether a picture of them is wanted instead of numbers
 * @throws ProblemError `invalid-parameter` for a class that a model does not have, and for parameters that contradict each
 *   other
 */
export function requireExplain(
  { explain, explain_class: wanted }: { explain?: 'gradcam' | undefined; explain_class?: string | undefined },
  models: readonly ModelEntry[],
  drawn: boolean,
): ExplainWish | undefined {
  if (explain === undefined) {
    if (wanted !== undefined) throw invalid('explain_class', 'only together with explain=gradcam');
    if (drawn) throw invalid('explain', 'gradcam, when a picture is wanted (Accept: image/png)');
    return undefined;
  }
  if (wanted === undefined || wanted === 'all') return { classes: wanted ?? 'best', drawn };
  const classes = [...new Set(wanted.split(',').map(Number))];
  for (const {
    name,
    classes: { count },
  } of models) {
    if (classes.some((index) => index >= count)) {
      throw invalid('explain_class', `classes of ${name}, which are numbered from 0 to ${count - 1}`);
    }
  }
  return { classes, drawn };
}

/** Indices of the classes to explain. */
export function explainedClasses({ classes }: ExplainWish, predictions: readonly Prediction[]): number[] {
  const answered = predictions.map(({ index }) => index);
  if (classes === 'all') return answered.slice(0, MOST_EXPLAINED);
  return classes === 'best' ? answered.slice(0, 1) : [...classes];
}
