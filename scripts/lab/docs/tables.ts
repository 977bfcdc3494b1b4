import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CandidateFigures, candidateFiguresSchema } from '../../../src/catalogue/candidate-figures.ts';
import type { Ensembles } from '../../../src/catalogue/ensembles.ts';
import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf, modelBytes } from '../../../src/catalogue/served-files.ts';
import { ENGINE_NAMES } from '../../../src/contract/names.ts';
import type { MapFigures } from '../../../src/contract/measured.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { Failure } from '../../kit/failure.ts';
import { originOf } from '../../models/catalogue/registration.ts';
import { readEnsembles } from '../../models/ensembles.ts';
import { readManifest, type Workspace } from '../../models/workspace.ts';
import { candidatesReport } from '../candidates/report.ts';
import { ensembleTables } from './ensemble-tables.ts';
import { thresholdTable } from './threshold-table.ts';

/** The tables that are written into documents, each between two lines of its own. */
const TABLES: Readonly<Record<string, (recorded: Recorded) => string>> = {
  models: ({ manifest }) => modelTable(shippedOf(manifest)),
  figures: ({ manifest }) => figureTable(familiesOf(manifest)),
  accuracy: ({ manifest }) => accuracyTable(manifest),
  thresholds: ({ manifest }) => thresholdTable(familiesOf(manifest)),
  'heat maps': ({ manifest }) => heatMapTable(manifest),
  variants: ({ manifest }) => variantTable(manifest),
  ensembles: ({ manifest, ensembles }) => ensembleTables(familiesOf(manifest), ensembles),
  candidates: ({ candidates }) => `\`\`\`\n${candidatesReport(candidates)}\n\`\`\``,
};

/** What was measured, as it lies in `models/`. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly candidates: CandidateFigures;
  readonly ensembles: Ensembles;
}

/** Reads `models/manifest.json`, `models/candidates.json` and `models/ensembles.json`. */
export async function readRecorded(workspace: Workspace): Promise<Recorded> {
  const candidates: unknown = JSON.parse(await readFile(join(workspace.models, 'candidates.json'), 'utf8'));
  return {
    manifest: await readManifest(workspace),
    candidates: candidateFiguresSchema.parse(candidates),
    ensembles: await readEnsembles(workspace),
  };
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
        mebibytes(modelBytes(model)),
        model.licence,
        accuracy === undefined ? '-' : `${accuracy.top1.toFixed(1)} % of ${accuracy.count.toLocaleString('en')}`,
      ];
    }),
  );
}

function figureTable(models: readonly ModelEntry[]): string {
  const table = tableOf(
    ['model', 'engine', 'load', 'first inference', 'warm inference', 'CPU of an answer', 'WebAssembly heap'],
    models.flatMap(({ name, measured }) =>
      (measured?.speed ?? []).map(({ engine, load_ms, first_ms, warm_ms, cpu_ms, heap_bytes }) => [
        `\`${name}\``,
        engine,
        ...[load_ms, first_ms, warm_ms, cpu_ms].map((ms) => (ms === undefined ? '-' : `${ms} ms`)),
        mebibytes(heap_bytes),
      ]),
    ),
  );
  return `${table}\n\n${speedSources(models)}`;
}

/** Where times come from; one line where they are all of one run. */
function speedSources(models: readonly ModelEntry[]): string {
  const sources = models.flatMap(({ measured }) =>
    (measured?.speed ?? []).map(
      ({ machine, date, command, runs, made_with }) =>
        `Medians of ${runs} warm inferences, ${machine}, ${date}, ${madeWithText(made_with)} (\`${command}\`).`,
    ),
  );
  return [...new Set(sources)].join('\n');
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
    const calibration = figures?.calibration?.pictures === accuracy?.pictures ? figures?.calibration : undefined;
    return accuracy === undefined ? [] : [{ name, accuracy, calibration, agreement: figures?.agreement }];
  });
  const [first] = measured;
  const same = measured.filter(({ accuracy }) => accuracy.pictures === first?.accuracy.pictures);
  const interval = ([low, high]: readonly [number, number]): string => `${low.toFixed(1)} to ${high.toFixed(1)} %`;
  const table = tableOf(
    ['model', 'top-1', '95 % interval', 'top-5', '95 % interval', 'calibration error', 'same first answer as fp32'],
    same.map(({ name, accuracy, calibration, agreement }) => [
      `\`${name}\``,
      percent(accuracy.top1),
      interval(accuracy.top1_interval),
      percent(accuracy.top5),
      interval(accuracy.top5_interval),
      calibration === undefined ? '-' : percent(calibration.error),
      agreement === undefined ? '-' : percent(agreement.top1),
    ]),
  );
  if (first === undefined) return table;
  const { pictures, date, command } = first.accuracy;
  return `${table}\n\nOn ${pictures}: the same for all models, and none was used to train, distil or calibrate one; the temperatures\nof the scores, which change no answer, were fitted on every second of them (${date}, \`${command}\`).`;
}

/** Heat maps of the shipped models beside maps that know nothing, all on the same pictures. */
function heatMapTable(manifest: Manifest): string {
  const measured = shippedOf(manifest).flatMap(({ name, measured: figures }) => {
    const maps = figures?.explainability?.at(-1);
    return maps === undefined ? [] : [{ name, maps }];
  });
  const [first] = measured;
  const same = measured.filter(({ maps }) => maps.pictures === first?.maps.pictures);
  const cell = (value: number, [low, high]: readonly [number, number], digits: number): string =>
    `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
  const row = (title: string, of: MapFigures): string[] => [
    title,
    cell(of.average_drop, of.average_drop_interval, 1),
    cell(of.increase, of.increase_interval, 1),
    cell(of.deletion_auc, of.deletion_auc_interval, 3),
    cell(of.insertion_auc, of.insertion_auc_interval, 3),
  ];
  const table = tableOf(
    ['model and map', 'average drop, % ↓', 'increase, % ↑', 'deletion AUC ↓', 'insertion AUC ↑'],
    same.flatMap(({ name, maps }) => [
      row(`**\`${name}\`, Grad-CAM**`, maps),
      row('control: its cells at random places', maps.controls.shuffled),
      row('control: its values from the middle outwards', maps.controls.centred),
    ]),
  );
  const sources = same.map(({ maps: { date, command } }) => `${date}, \`${command}\``).join('; ');
  const { count = 0, pictures = '' } = first?.maps ?? {};
  return `${table}\n\nOn ${count} pictures (${pictures}), on which none of the models was trained, distilled or quantised, though the\ntemperatures of the scores were fitted on every second of them; in brackets 95 % intervals by bootstrap over the pictures (${sources}).`;
}

function variantTable(manifest: Manifest): string {
  return tableOf(
    [
      'model',
      'files for onnxruntime',
      'for the SIMD engine',
      'same first answer as fp32',
      'top-1, on the same pictures',
    ],
    familiesOf(manifest).map((model) => {
      const { name, measured } = model;
      const engines = enginesOf(model);
      return [
        `\`${name}\``,
        ...ENGINE_NAMES.map((engine) => (engines.includes(engine) ? mebibytes(modelBytes(model, engine)) : '-')),
        measured?.agreement === undefined ? '-' : percent(measured.agreement.top1),
        measured?.accuracy?.[0] === undefined ? '-' : percent(measured.accuracy[0].top1),
      ];
    }),
  );
}

/** In Markdown, numbers to the right. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = (column: number): boolean => rows.every((row) => /^(-|\d.*)$/.test(row[column] ?? ''));
  return [line(head), line(head.map((_, column) => (numeric(column) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

const percent = (value: number): string => `${value.toFixed(1)} %`;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
