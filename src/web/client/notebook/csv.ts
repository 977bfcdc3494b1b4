import type { ClassNames } from './class-names.ts';
import { BYTE_ORDER_MARK, csvCell, csvDecimal, csvLine } from './csv-cell.ts';
import { truthOf } from './entry-class.ts';
import { fileName, isoTime, KEPT_CLASSES, type NotebookEntry } from './entry.ts';

const ranks = Array.from({ length: KEPT_CLASSES }, (_, i) => i);

const COLUMNS = [
  ...['entry', 'time', 'truth', 'place', 'note', 'picture', 'model', 'where', 'engine', 'ms', 'unknown'],
  ...ranks.flatMap((i) => [`label_${i + 1}`, `score_${i + 1}`]),
];

/**
 * Entries as a table of RFC 4180 in UTF-8, a line for each answer: one picture that two models answered has two lines with
 * the same `entry`. Classes are called as in the lists of the models, in English, whatever language they were answered in. A
 * text that a spreadsheet would compute begins with an apostrophe.
 */
export function notebookCsv(entries: readonly NotebookEntry[], classes: ClassNames): string {
  const lines = entries.flatMap((entry) =>
    entry.answers.map(({ model, where, engine, ms, unknown, predictions }) => [
      ...[entry.id, isoTime(entry.time), truthOf(entry, classes)].map(csvCell),
      ...[entry.place, entry.note, fileName(entry)].map(csvCell),
      ...[model, where, engine].map(csvCell),
      ...[Math.round(ms), unknown].map(String),
      ...ranks.flatMap((i) => {
        const prediction = predictions[i];
        return prediction === undefined
          ? ['', '']
          : [csvCell(classes.answered(prediction)), csvDecimal(prediction.score)];
      }),
    ]),
  );
  return BYTE_ORDER_MARK + [COLUMNS, ...lines].map(csvLine).join('');
}
