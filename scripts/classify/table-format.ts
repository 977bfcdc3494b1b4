import { BYTE_ORDER_MARK, csvCell, csvDecimal, csvLine, harmless } from '../../src/web/client/notebook/csv-cell.ts';
import { isPassing, kindOf, type Outcome } from './answer.ts';
import type { OutputFormat, OutputRecord } from './output-file.ts';

/** Where the kind of the problem stands. */
const PROBLEM = 1;

/** A table of RFC 4180 in UTF-8, safe for spreadsheets, with a line for each file. @param topK classes of a line */
export function tableFormat(topK: number): OutputFormat {
  const ranks = Array.from({ length: topK }, (_, i) => i);
  const columns = [
    ...['file', 'problem', 'detail', 'model', 'engine', 'unknown'],
    ...ranks.flatMap((i) => [`index_${i + 1}`, `label_${i + 1}`, `score_${i + 1}`]),
  ];
  return {
    head: BYTE_ORDER_MARK + csvLine(columns),
    nameOf: harmless,
    write: ({ file, answer, problem }: Outcome): string => {
      const cells =
        answer === null
          ? [kindOf(problem), problem.detail].map(csvCell)
          : ['', '', csvCell(answer.model), csvCell(answer.engine), String(answer.unknown)].concat(
              answer.predictions.flatMap(({ index, label, score }) => [
                String(index),
                csvCell(label),
                csvDecimal(score),
              ]),
            );
      const line = [csvCell(file), ...cells];
      return csvLine(columns.map((_, column) => line[column] ?? ''));
    },
    read: (text) =>
      readTable(text).map(({ cells, text }): OutputRecord => {
        const [file = ''] = cells;
        return { file, isPassing: isPassing(cells[PROBLEM] ?? ''), text };
      }),
  };
}

/** The lines of a table of RFC 4180, also with the line ends of other programs; one that does not end is left out. */
export function readTable(text: string): { readonly cells: string[]; readonly text: string }[] {
  const lines: { cells: string[]; text: string }[] = [];
  let cells: string[] = [];
  let begin = 0;
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/y;
  for (let match; (match = cell.exec(text)) !== null;) {
    const [, quoted, plain = '', end] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    lines.push({ cells, text: text.slice(begin, cell.lastIndex) });
    cells = [];
    begin = cell.lastIndex;
  }
  return lines;
}
