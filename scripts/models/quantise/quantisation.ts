import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import type { EngineName, VariantKind } from '../../../src/contract/names.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { SimdEngine } from '../../../src/inference/engines/simd/engine.ts';
import { neededShortSide } from '../../../src/inference/picture/preprocess.ts';
import { Failure } from '../../kit/failure.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { assemble } from '../assembly.ts';
import { now, percentOf } from '../evaluation/accuracy-record.ts';
import { evaluate, type Evaluation } from '../evaluation/evaluation.ts';
import { attachHead } from '../networks/head.ts';
import { openEngineNamed, openRuntime, pixelsOf, readModelFiles } from '../onnx/runtime.ts';
import { haveReady } from '../ready.ts';
import { openSourceModel, type SourceModel } from '../source-model.ts';
import { ownPaths } from '../weights/weight-paths.ts';
import { findEntry, type Workspace } from '../workspace.ts';
import { type Calibration, calibrationPath, layersOf, schemeOf } from './calibration-file.ts';
import { METHODS } from './histogram.ts';
import { observe } from './observation.ts';
import { openPhotographs } from './photographs.ts';
import { calibrationPictures, evaluationPictures, requireDisjoint, spread } from './picture-files.ts';
import { writePieces } from './pieces.ts';
import { type Budgets, type Choice, selectLayers, TRIES } from './selection.ts';
import { measureSensitivity } from './sensitivity.ts';
import { Attempts, onnxruntimeRunner, simdRunner } from './trial.ts';
import type { MeasuredVariant } from './variant.ts';

/** Pictures of whoever wants a variant. */
interface OwnPictures {
  /** Folder of pictures that show which values occur, and which layers can be rounded. */
  readonly calibration: string;
  /** Other pictures, as `evaluationPictures` takes them. */
  readonly evaluation: string;
  /** What these are, in words. */
  readonly pictures: string;
}

/** What to quantise, and on which pictures. */
interface QuantisationOptions {
  readonly model: string;
  readonly kind: VariantKind;
  /** Left out, pieces of the photographs that every checkout has. */
  readonly own?: OwnPictures;
  /** How far the logits may move in all; the kind's own when left out. */
  readonly budget?: number;
  /** Calibration pictures that each layer is tried on. */
  readonly tried: number;
}

/** Hears how far it is. */
interface QuantisationWatch {
  /** Receives progress, one line at a time. */
  readonly report: (line: string) => void;
  /** Called before the variant is measured on so many pictures. @returns what hears how many are done */
  readonly measuring?: (pictures: number) => { readonly update: (done: number) => void; readonly stop: () => void };
}

/** No variant of a model is close enough to fp32. */
export class Disagreement extends Failure {
  override name = 'Disagreement';
}

/** Percent of the pictures on which a variant's first answer has to be that of fp32. */
const LEAST_AGREEMENT: Readonly<Record<VariantKind, number>> = { w8: 99, int8: 97 };

/** How far the logits may move: rooted squared error, as a part of their variance. */
const BUDGETS: Readonly<Record<VariantKind, Budgets>> = {
  w8: { weights: 0.015, all: 0.015 },
  int8: { weights: 0.015, all: 0.04 },
};

/**
 * How far they may move at most when pieces of some photographs show what occurs: with 0.02 the agreement on other pictures
 * was within half a point of that of 250 photographs, with more it fell behind (docs/quantisation.md).
 */
const BUDGET_OF_PIECES = 0.02;

/** Pieces of each photograph: those that calibrate, and those that are measured on. */
const PIECES = { calibration: 32, evaluation: 40 };

/** Calibration pictures that ranges are taken from. */
const OBSERVED = 250;

/**
 * Makes a variant of a model: observes it on calibration pictures, chooses the layers to quantise, builds it, and measures
 * how often it agrees with fp32 on other pictures. Nothing is written.
 *
 * @throws Disagreement that says how often the variant agrees, when that is too rarely
 * @throws Failure that says what else is wrong
 */
export async function makeVariant(
  workspace: Workspace,
  options: QuantisationOptions,
  watch: QuantisationWatch,
): Promise<MeasuredVariant> {
  const base = await baseOf(workspace, options.model);
  if (options.own !== undefined) return variantOf(workspace, base, { ...options, own: options.own }, watch);
  return inTemporaryFolder('edgelens-pieces-', async (folder) => {
    const photographs = await openPhotographs(watch);
    const [calibration, evaluation] = [join(folder, 'calibration'), join(folder, 'evaluation')];
    const side = neededShortSide(base.input);
    for (const [path, each] of [
      [calibration, PIECES.calibration],
      [evaluation, PIECES.evaluation],
    ] as const) {
      await mkdir(path);
      await writePieces(path, photographs, { each, side, seed: relative(folder, path) });
    }
    const pictures = `pieces of the ${photographs.length} photographs that every checkout has`;
    const budget = Math.min(options.budget ?? Infinity, BUDGET_OF_PIECES);
    const own = { calibration, evaluation, pictures };
    const variant = await variantOf(workspace, base, { ...options, budget, own }, watch);
    const command = commandOf(base.name, options);
    return { ...variant, ofPieces: true, calibration: { ...variant.calibration, command } };
  });
}

async function variantOf(
  workspace: Workspace,
  base: ModelEntry,
  options: QuantisationOptions & { readonly own: OwnPictures },
  { report, measuring }: QuantisationWatch,
): Promise<MeasuredVariant> {
  const { own, kind } = options;
  const sourceModel = await openSourceModel(workspace, base, { report });
  const pictures = await calibrationPictures(own.calibration, base.input);
  const evaluation = await evaluationPictures(own.evaluation, sourceModel.labels, report);
  await requireDisjoint(pictures, evaluation);
  await haveReady([{ workspace, entry: base }], report);
  const engine = await openEngineNamed(engineOf(base, kind));
  const calibration = await calibrate(engine, base, sourceModel, pictures, options, report);
  const name = `${base.name}_${kind}`;
  const model = assemble(name, sourceModel, ownPaths(name), { scheme: schemeOf(calibration) });
  const entry: ModelEntry = {
    ...base,
    name,
    trained_head: undefined,
    measured: undefined,
    variant: { of: base.name, kind, calibration: calibrationPath(name) },
    files: model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 })),
  };
  await engine.load(base, await readModelFiles(workspace, base, engine.name));
  await engine.load(entry, new Map(model.files.map(({ path, content }) => [path, content])));
  const bar = measuring?.(evaluation.length);
  const result = await evaluate(engine, entry, evaluation, base, bar?.update);
  bar?.stop();
  for (const loaded of [base, entry]) await engine.release(loaded);
  requireAgreement(name, kind, result);
  return { entry, base, model, calibration, evaluation: result, pictures: own.pictures, ofPieces: false };
}

async function baseOf(workspace: Workspace, name: string): Promise<ModelEntry> {
  const found = await findEntry(workspace, name);
  if (found.variant) throw new Failure(`"${name}" is quantised already; quantise ${found.variant.of} instead`);
  return found;
}

/** @throws Failure when layers in whole numbers would be of no use */
function engineOf(base: ModelEntry, kind: VariantKind): EngineName {
  if (enginesOf(base).includes('simd')) return 'simd';
  if (kind === 'w8') return 'onnxruntime';
  throw new Failure(
    `${base.name}: only the SIMD engine is faster in whole numbers, and it cannot run this model; --kind w8 makes it smaller`,
  );
}

async function calibrate(
  engine: Engine,
  base: ModelEntry,
  { backbone, head, labels }: SourceModel,
  pictures: readonly { readonly path: string }[],
  options: QuantisationOptions,
  report: (line: string) => void,
): Promise<Calibration> {
  const { name, input } = base;
  const { kind, budget } = options;
  const network = {
    graph: attachHead(backbone.graph, head, labels.length),
    tensors: new Map([...backbone.tensors, ...head]),
  };
  const tensorsOf = async function* (paths: readonly { readonly path: string }[]): AsyncGenerator<Float32Array> {
    for (const { path } of paths) yield pixelsOf(new Uint8Array(await readFile(path)), input);
  };
  const [observed, tried] = [spread(pictures, OBSERVED), spread(pictures, options.tried)];
  const ort = await openRuntime();
  report(`${name}: observing its layers on ${observed.length} pictures`);
  const observations = await observe(ort, network, input, () => tensorsOf(observed));
  const tensors: Float32Array[] = [];
  for await (const pixels of tensorsOf(tried)) tensors.push(pixels);
  const attempts = await Attempts.begin(
    engine instanceof SimdEngine
      ? simdRunner(engine, base, network, tensors)
      : onnxruntimeRunner(ort, network, input, tensors),
  );
  const sensitivities = await measureSensitivity(network, attempts, observations, kind, report);
  const budgets = BUDGETS[kind];
  const choices = selectLayers(sensitivities, {
    weights: Math.min(budgets.weights, budget ?? Infinity),
    all: budget ?? budgets.all,
  });
  if (choices.length === 0) {
    throw new Disagreement(`${name}: no layer can be quantised within a budget of ${budget ?? budgets.all}`);
  }
  report(`${name}: ${sentenceOf(choices, sensitivities.length)}`);
  return {
    version: 2,
    of: name,
    kind,
    date: now().date,
    command: commandOf(name, options),
    pictures: { ranges: observed.length, sensitivity: tried.length },
    layers: layersOf(choices),
  };
}

/** The command line, without the names of anybody's folders. */
function commandOf(name: string, { kind, own, budget, tried }: QuantisationOptions): string {
  const rest = `${budget === undefined ? '' : ` --budget ${budget}`}${tried === TRIES ? '' : ` --tries ${tried}`}`;
  const pictures = own === undefined ? '' : ' --calibration DIR --evaluate DIR';
  return `npm run models -- quantise ${name} --kind ${kind}${rest}${pictures}`;
}

function sentenceOf(choices: readonly Choice[], layers: number): string {
  const counts = METHODS.map((method) => ({ method, count: choices.filter((it) => it.method === method).length }));
  const used = counts.filter(({ count }) => count > 0).map(({ method, count }) => `${count} by ${method}`);
  const whole = used.length === 0 ? '' : `, of which some compute in whole numbers: ${used.join(', ')}`;
  return `${choices.length} of ${layers} layers have their weights in int8${whole}`;
}

function requireAgreement(name: string, kind: VariantKind, { agreement = 0, pictures }: Evaluation): void {
  const percent = percentOf(agreement);
  if (percent >= LEAST_AGREEMENT[kind]) return;
  throw new Disagreement(
    `${name} gives the first answer of fp32 on ${percent} % of ${pictures} pictures, and ${LEAST_AGREEMENT[kind]} % are ` +
      'needed; it was not registered. A smaller --budget leaves more layers as they are.',
  );
}
