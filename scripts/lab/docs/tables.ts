import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CandidateFigures, candidateFiguresSchema } from '../../../src/catalogue/candidate-figures.ts';
import { type Manifest, type ModelEntry, servedFiles } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { originOf } from '../../models/catalogue/registration.ts';
import { readManifest, type Workspace } from '../../models/workspace.ts';
import { candidatesReport } from '../candidates/report.ts';

/** The tables that are written into documents, each between two lines of its own. */
const TABLES: Readonly<Record<string, (recorded: Recorded) => string>> = {
  models: ({ manifest }) => modelTable(shippedOf(manifest)),
  figures: ({ manifest }) => figureTable(shippedOf(manifest)),
  accuracy: ({ manifest }) => accuracyTable(manifest),
  variants: ({ manifest }) => variantTable(manifest),
  'variant speeds': ({ manifest }) => variantSpeedTable(manifest),
  candidates: ({ candidates }) => `\`\`\`\n${candidatesReport(candidates)}\n\`\`\``,
};

/** What was measured, as it lies in `models/`. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly candidates: CandidateFigures;
}

/** Reads `models/manifest.json` and `models/candidates.json`. */
export async function readRecorded(workspace: Workspace): Promise<Recorded> {
  const candidates: unknown = JSON.parse(await readFile(join(workspace.models, 'candidates.json'), 'utf8'));
  return { manifest: await readManifest(workspace), candidates: candidateFiguresSchema.parse(candidates) };
}

/**
 * A document with all of its tables drawn anew.
 *
 * @throws Failure when a table has a beginning and no end
 */
export function withTables(document: string, recorded: Recorded): string {
  return Object.entries(TABLES).reduce((text, [name, draw]) => {
    const [begin, end] = [`<!-- table of ${name}: \`npm run docs\` writes it -->`, `<!-- table of ${name}: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0) return text;
    if (to < from) throw new Failure(`the table of ${name} does not end with "${end}"`);
    return `${text.slice(0, from + begin.length)}\n\n${draw(recorded)}\n\n${text.slice(to)}`;
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
        sizeOf(model),
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
        ...[load_ms, first_ms, warm_ms].map((ms) => `${ms} ms`),
        mebibytes(heap_bytes),
      ]),
    ),
  );
}

/** Each model that can be had quantised, before its variants. */
function familiesOf(manifest: Manifest): ModelEntry[] {
  return shippedOf(manifest).flatMap((model) => [
    model,
    ...manifest.models
      .filter(({ variant }) => variant?.of === model.name)
      .toSorted((a, b) => (b.variant?.kind ?? '').localeCompare(a.variant?.kind ?? '')),
  ]);
}

/** Models and variants that were shown the same pictures, and which pictures these were. */
function accuracyTable(manifest: Manifest): string {
  const measured = familiesOf(manifest).flatMap(({ name, measured: figures }) => {
    const accuracy = figures?.accuracy?.at(-1);
    return accuracy === undefined ? [] : [{ name, accuracy, agreement: figures?.agreement }];
  });
  const [first] = measured;
  const same = measured.filter(({ accuracy }) => accuracy.pictures === first?.accuracy.pictures);
  const interval = ([low, high]: readonly [number, number]): string => `${low.toFixed(1)} to ${high.toFixed(1)} %`;
  const table = tableOf(
    ['model', 'top-1', '95 % interval', 'top-5', '95 % interval', 'calibration error', 'same first answer as fp32'],
    same.map(({ name, accuracy, agreement }) => [
      `\`${name}\``,
      percent(accuracy.top1),
      interval(accuracy.top1_interval),
      percent(accuracy.top5),
      interval(accuracy.top5_interval),
      percent(accuracy.calibration_error),
      agreement === undefined ? '-' : percent(agreement.top1),
    ]),
  );
  if (first === undefined) return table;
  const { pictures, date, command } = first.accuracy;
  return `${table}\n\nOn ${pictures}: the same for all models, and none of them was used to train, distil or calibrate one\n(${date}, \`${command}\`).`;
}

function variantTable(manifest: Manifest): string {
  return tableOf(
    ['model', 'files', 'same first answer as fp32', 'top-1, on the same pictures'],
    familiesOf(manifest).map((model) => {
      const { name, measured } = model;
      return [
        `\`${name}\``,
        sizeOf(model),
        measured?.agreement === undefined ? '-' : percent(measured.agreement.top1),
        measured?.accuracy?.[0] === undefined ? '-' : percent(measured.accuracy[0].top1),
      ];
    }),
  );
}

function variantSpeedTable(manifest: Manifest): string {
  return tableOf(
    ['model', 'load', 'first inference', 'warm inference', 'WebAssembly heap'],
    familiesOf(manifest).flatMap(({ name, measured }) => {
      const speed = measured?.speed?.find(({ engine }) => engine === 'onnxruntime');
      if (speed === undefined) return [];
      const times = [speed.load_ms, speed.first_ms, speed.warm_ms];
      return [[`\`${name}\``, ...times.map((ms) => `${ms} ms`), mebibytes(speed.heap_bytes)]];
    }),
  );
}

/** In Markdown, numbers to the right. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = (column: number): boolean => rows.every((row) => /^(-|\d.*)$/.test(row[column] ?? ''));
  return [line(head), line(head.map((_, column) => (numeric(column) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** Of graph and weights, as onnxruntime reads them. */
const sizeOf = (model: ModelEntry): string =>
  mebibytes(servedFiles(model, 'onnxruntime').reduce((sum, { bytes }) => sum + bytes, 0));

const percent = (value: number): string => `${value.toFixed(1)} %`;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
