import type { ClassNames } from './class-names.ts';
import { likeliestOf, truthOf } from './entry-class.ts';
import { firstAnswer, type NotebookEntry } from './entry.ts';
import { folderNames } from './folder-names.ts';

/** Pictures that a class needs, and classes that a classifier needs, as `npm run train` wants them. */
export const FEWEST = { pictures: 10, classes: 2 };

/** Entries by the folder of their class, in the order of the names. */
export type TrainingSet = ReadonlyMap<string, readonly NotebookEntry[]>;

/**
 * Sorts entries into one folder a class, as `npm run train -- --data` takes them. Only what the visitor has said is true.
 *
 * @param unchecked whether entries about which the visitor has said nothing count as what a model thought likeliest, except
 *   for guesses
 */
export function trainingSet(entries: readonly NotebookEntry[], classes: ClassNames, unchecked: boolean): TrainingSet {
  const labelled = entries.flatMap((entry) => {
    const isSure = firstAnswer(entry)?.unknown === false;
    const label = entry.truth === null && unchecked && isSure ? likeliestOf(entry, classes) : truthOf(entry, classes);
    return label === '' ? [] : [{ entry, label }];
  });
  const folders = folderNames(
    labelled.map(({ label }) => label),
    classes,
  );
  const sorted = Map.groupBy(labelled, ({ label }) => folders.get(label) ?? '');
  return new Map(
    [...sorted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([folder, pictures]) => [folder, pictures.map(({ entry }) => entry)]),
  );
}
