import type { ClassNames } from './class-names.ts';
import { truthOf } from './entry-class.ts';
import type { NotebookEntry } from './entry.ts';

/** What models and labels are called on the page. */
interface Naming {
  readonly titleOf: (model: string) => string;
  readonly classes: ClassNames;
}

/**
 * Whether an entry has all words of a search, in any case and order, in what it is called (by the models first, and by the
 * visitor), in its place or note, or in the names of its models.
 */
export function matches(entry: NotebookEntry, search: string, { titleOf, classes }: Naming): boolean {
  const words = comparable(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const answered = entry.answers.flatMap(({ predictions }) => predictions.slice(0, 1));
  const labels = [...answered.map((first) => classes.answered(first)), truthOf(entry, classes)];
  const texts = [
    ...entry.answers.flatMap(({ model }) => [model, titleOf(model)]),
    ...answered.map(({ label }) => label),
    ...labels.flatMap((label) => [label, classes.short(label)]),
    ...[entry.place, entry.note],
  ];
  const text = comparable(texts.join('\n'));
  return words.every((word) => text.includes(word));
}

/** Full width or half, large or small is all the same to a search. */
function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
