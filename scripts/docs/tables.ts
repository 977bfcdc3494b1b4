import { type Manifest, type ModelEntry, servedFiles } from '../../src/catalogue/manifest.ts';
import { Failure } from '../kit/failure.ts';
import { milliseconds } from '../kit/table.ts';
import { originOf } from '../models/catalogue/registration.ts';

/** The tables that are written into documents, each between two lines of its own. */
const TABLES = { models: modelTable, figures: figureTable };

/**
 * A document with all of its tables drawn anew.
 *
 * @throws Failure when a table has a beginning and no end
 */
export function withTables(document: string, manifest: Manifest): string {
  return Object.entries(TABLES).reduce((text, [name, draw]) => {
    const [begin, end] = [`<!-- table of ${name}: \`npm run docs\` writes it -->`, `<!-- table of ${name}: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0) return text;
    if (to < from) throw new Failure(`the table of ${name} does not end with "${end}"`);
    return `${text.slice(0, from + begin.length)}\n\n${draw(shippedOf(manifest))}\n\n${text.slice(to)}`;
  }, document);
}

/** What everybody has: no model that somebody trained, added or quantised. */
function shippedOf(manifest: Manifest): ModelEntry[] {
  return manifest.models.filter((model) => originOf(manifest, model) === 'shipped');
}

function modelTable(models: readonly ModelEntry[]): string {
  return tableOf(
    ['name', 'classes', 'parameters', 'MACs', 'files', 'licence', 'top-1, measured'],
    models.map((model) => {
      const accuracy = model.measured?.accuracy?.at(-1);
      return [
        `[\`${model.name}\`](models/${model.card})`,
        model.classes.count.toLocaleString('en'),
        `${(model.parameters / 1e6).toFixed(2)} M`,
        `${(model.macs / 1e6).toFixed(0)} M`,
        mebibytes(servedFiles(model, 'onnxruntime').reduce((sum, { bytes }) => sum + bytes, 0)),
        model.licence,
        accuracy === undefined ? '-' : `${accuracy.top1.toFixed(1)} % of ${accuracy.count.toLocaleString('en')}`,
      ];
    }),
  );
}

function figureTable(models: readonly ModelEntry[]): string {
  return tableOf(
    ['model', 'engine', 'load', 'first inference', 'warm inference', 'WebAssembly heap'],
    models.flatMap(({ name, measured }) =>
      (measured?.speed ?? []).map(({ engine, load_ms, first_ms, warm_ms, heap_bytes }) => [
        `\`${name}\``,
        engine,
        ...[load_ms, first_ms, warm_ms].map((ms) => `${milliseconds(ms)} ms`),
        mebibytes(heap_bytes),
      ]),
    ),
  );
}

/** In Markdown, numbers to the right. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = (column: number): boolean => rows.every((row) => /^(-|\d.*)$/.test(row[column] ?? ''));
  return [line(head), line(head.map((_, column) => (numeric(column) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
