import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import type { MapFigures } from '../../../src/contract/measured.ts';
import type { Interval } from '../../kit/statistics/bootstrap.ts';
import { Failure } from '../../kit/failure.ts';
import { now } from '../../models/evaluation/accuracy-record.ts';
import { pictureBar } from '../../models/evaluation/picture-bar.ts';
import { openEngineNamed, readHeadOf, readModelFiles } from '../../models/onnx/runtime.ts';
import { haveReady } from '../../models/ready.ts';
import { findEntry, readManifest, type Terminal, type Workspace } from '../../models/workspace.ts';
import { costOfMaps, type MapCost } from './cost.ts';
import { evaluateMaps, type Explainability } from './evaluation.ts';
import { type Figures, figuresOf } from './figures.ts';
import { pictureFiles } from './picture-files.ts';
import { recordFigures } from './record.ts';
import { costTable, figuresTable } from './report.ts';

export interface ExplainabilityArguments {
  /** Of models; none are all. */
  readonly names: readonly string[];
  /** Folder of pictures; undefined when only the cost is asked for. */
  readonly data: string | undefined;
  readonly limit: number | undefined;
  readonly steps: number;
  /** The fastest that a model has, when left out. */
  readonly engine: EngineName | undefined;
  /** What the pictures are, in words; the manifest is only written with it. */
  readonly record: string | undefined;
  /** In how many new processes what a map takes is measured; undefined when it is not asked for. */
  readonly processes: number | undefined;
}

/**
 * `npm run models -- explainability`.
 *
 * @throws Failure when a model, its engine or the pictures are not there
 */
export async function explainabilityCommand(terminal: Terminal, options: ExplainabilityArguments): Promise<void> {
  const { workspace, print } = terminal;
  const { names, data, limit, processes } = options;
  const models = await modelsOf(workspace, names);
  const chosen = models.map((model) => ({ model, engine: engineFor(model, options.engine) }));
  const pictures = data === undefined ? undefined : await pictureFiles(data, limit);
  await haveReady(
    models.map((entry) => ({ workspace, entry })),
    terminal.note,
  );
  for (const { model, engine } of chosen) {
    if (pictures !== undefined) await showWorth(terminal, model, engine, pictures, options);
    if (processes !== undefined) {
      const costs: MapCost[] = [];
      for (const name of enginesOf(model)) costs.push(await costOfMaps(workspace, model, name, processes));
      for (const line of costTable(`${model.name}, new processes: ${processes}`, costs)) print(line);
    }
  }
}

async function showWorth(
  { workspace, print, note }: Terminal,
  model: ModelEntry,
  engine: EngineName,
  pictures: readonly string[],
  options: ExplainabilityArguments,
): Promise<void> {
  const { steps, record } = options;
  const { examinations, skipped } = await evaluate(workspace, model, engine, pictures, steps);
  const { gradcam, shuffled, centred } = examinations;
  const figures = { gradcam: figuresOf(gradcam), shuffled: figuresOf(shuffled), centred: figuresOf(centred) };
  const title = `${model.name}, ${gradcam.length} pictures, ${steps} steps, ${engine}`;
  for (const line of figuresTable(title, figures)) print(line);
  for (const { path, reason } of skipped) print(`  left out: ${path}: ${reason}`);
  if (record === undefined) return;
  await recordFigures(workspace, model.name, {
    method: 'gradcam',
    pictures: record,
    count: gradcam.length,
    ...recorded(figures.gradcam),
    controls: { shuffled: recorded(figures.shuffled), centred: recorded(figures.centred) },
    ...now(),
    command: commandLine(model.name, engine, options),
  });
  note(`models/manifest.json: ${model.name} has the figures`);
}

async function modelsOf(workspace: Workspace, names: readonly string[]): Promise<readonly ModelEntry[]> {
  if (names.length === 0) return (await readManifest(workspace)).models;
  return Promise.all(names.map((name) => findEntry(workspace, name)));
}

function engineFor(model: ModelEntry, wanted: EngineName | undefined): EngineName {
  const engines = enginesOf(model);
  if (wanted === undefined) return engines.includes('simd') ? 'simd' : 'onnxruntime';
  if (engines.includes(wanted)) return wanted;
  throw new Failure(`${model.name} does not run in ${wanted}; it runs in ${engines.join(', ')}`);
}

async function evaluate(
  workspace: Workspace,
  model: ModelEntry,
  engineName: EngineName,
  pictures: readonly string[],
  steps: number,
): Promise<Explainability> {
  const engine = await openEngineNamed(engineName);
  await engine.load(model, await readModelFiles(workspace, model, engineName));
  const head = await readHeadOf(workspace, model);
  const bar = pictureBar(pictures.length);
  try {
    return await evaluateMaps(engine, model, head, pictures, { steps, onPicture: bar.update });
  } finally {
    bar.stop();
  }
}

/** What gives the same figures again, but for the name of the folder. */
function commandLine(name: string, engine: EngineName, { limit, steps }: ExplainabilityArguments): string {
  const some = limit === undefined ? '' : ` --limit ${limit}`;
  return `npm run models -- explainability ${name} --data FOLDER${some} --steps ${steps} --engine ${engine}`;
}

/** Figures as the manifest has them. */
function recorded({ average_drop, increase, deletion_auc, insertion_auc }: Figures): MapFigures {
  const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
  const interval = ([low, high]: Interval, digits: number): [number, number] => [
    rounded(low, digits),
    rounded(high, digits),
  ];
  return {
    average_drop: rounded(average_drop.value, 1),
    average_drop_interval: interval(average_drop.interval, 1),
    increase: rounded(increase.value, 1),
    increase_interval: interval(increase.interval, 1),
    deletion_auc: rounded(deletion_auc.value, 3),
    deletion_auc_interval: interval(deletion_auc.interval, 3),
    insertion_auc: rounded(insertion_auc.value, 3),
    insertion_auc_interval: interval(insertion_auc.interval, 3),
  };
}
