import type { ClassNames } from './class-names.ts';
import { truthOf } from './entry-class.ts';
import { fileName, isoTime, KEPT_CLASSES, type NotebookEntry } from './entry.ts';

/** Excel takes a file without it for one in the code page of its system, in which no Japanese label is legible. */
const BYTE_ORDER_MARK = '\u{FEFF}';

/** What makes a spreadsheet compute a cell, also in full width (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

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
      ...[entry.id, isoTime(entry.time), truthOf(entry, classes)].map(quoted),
      ...[entry.place, entry.note, fileName(entry)].map(quoted),
      ...[model, where, engine].map(quoted),
      ...[Math.round(ms), unknown].map(String),
      ...ranks.flatMap((i) => {
        const prediction = predictions[i];
        return prediction === undefined ? ['', ''] : [quoted(classes.answered(prediction)), decimal(prediction.score)];
      }),
    ]),
  );
  return BYTE_ORDER_MARK + [COLUMNS, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** With six digits: more would be noise, and a smaller number would get an exponent. */
function decimal(score: number): string {
  return String(Number(score.toFixed(6)));
}
