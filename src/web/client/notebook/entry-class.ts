import { type ClassNames, nameKey } from './class-names.ts';
import { firstPrediction, type NotebookEntry } from './entry.ts';

/** The label of what an entry is: what the visitor says, and otherwise what a model thought likeliest. Empty if neither. */
export function classOf(entry: NotebookEntry, classes: ClassNames): string {
  return entry.truth === null ? likeliestOf(entry, classes) : truthOf(entry, classes);
}

/** The label of what a model thought likeliest; empty if there is no answer. */
export function likeliestOf(entry: NotebookEntry, classes: ClassNames): string {
  const first = firstPrediction(entry);
  return first === undefined ? '' : classes.answered(first);
}

/**
 * The label of what the visitor says; empty if nothing. A confirmed answer may be the name of two classes, if they were not
 * known yet when it was confirmed: then the answer tells which one is meant.
 */
export function truthOf({ truth, answers }: NotebookEntry, classes: ClassNames): string {
  if (truth === null) return '';
  const confirmed = answers
    .flatMap(({ predictions }) => predictions)
    .sort((a, b) => b.score - a.score)
    .find(({ label }) => nameKey(label) === nameKey(truth));
  return confirmed === undefined ? classes.resolve(truth) : classes.answered(confirmed);
}
