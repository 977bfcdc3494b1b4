import { createHash } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { enginesOf } from '../../src/catalogue/served-files.ts';
import { Failure, reasonOf } from '../kit/failure.ts';
import { registerHead, requireFreeName } from '../models/catalogue/registration.ts';
import type { Skipped } from '../models/evaluation/each-picture.ts';
import { confusionMatrix, topK } from '../models/evaluation/metrics.ts';
import { openEngineNamed, readModelFiles } from '../models/onnx/runtime.ts';
import { haveReady } from '../models/ready.ts';
import type { Workspace } from '../models/workspace.ts';
import { findBackbone } from './backbone.ts';
import { writeCard } from './card.ts';
import { Checkpoint } from './checkpoint.ts';
import { confusionSvg } from './confusion-svg.ts';
import { type DataSet, loadDataSet } from './data-set.ts';
import { FeatureExtractor } from './features.ts';
import { type Ending, type EpochReport, type Examples, fit, stepsPerEpoch, verdictsOf } from './fit.ts';
import type { TrainOptions } from './options.ts';
import { readPictures } from './pictures.ts';
import { evenPrior, PRIOR_OF_DATA, unevenNote } from './prior.ts';
import { cosineWarmRestarts, oneCycle, type Schedule } from './schedule.ts';
import { startTensorFlow } from './tensorflow.ts';
import { withFolder } from './unpacked.ts';

/** Where a run reads and writes. */
interface TrainPlaces {
  readonly workspace: Workspace;
  /** Features and checkpoints; it may be deleted while no interrupted run waits to be resumed. */
  readonly cache: string;
}

/** Progress of a run. */
export interface Observer {
  readonly note: (line: string) => void;
  readonly onPicture: (done: number, total: number) => void;
  readonly onSkipped: (skipped: readonly Skipped[]) => void;
  readonly onEpoch: (report: EpochReport, epochs: number) => void;
}

/** The result of a run. */
export interface Outcome {
  readonly entry: ModelEntry;
  readonly ending: Ending;
  readonly bestEpoch: number;
  readonly top1: number;
  /** Whether each class counts the same in it, however many pictures it has. */
  readonly isEven: boolean;
}

/**
 * Trains a head on a folder of pictures and registers it as a model.
 *
 * @param signal ends the training early; the best head so far is kept
 * @throws Failure for anything that the user can fix, before the work begins where that can be known
 * @throws Interrupted when the signal came before there was a head
 */
export async function train(
  options: TrainOptions,
  { workspace, cache }: TrainPlaces,
  observer: Observer,
  signal?: AbortSignal,
): Promise<Outcome> {
  await requireWritable(workspace.models);
  await requireFreeName(workspace, options.name, { origin: 'trained', force: options.force });
  const { backbone, data } = await withFolder(options.data, (folder) =>
    readFeatures(folder, options, { workspace, cache }, observer, signal),
  );
  const uneven = options.prior === 'data' ? unevenNote(data.classes, data.train.labels) : undefined;
  if (uneven !== undefined) observer.note(uneven);
  await startTensorFlow();
  const shape = {
    hidden: options.hidden,
    classes: data.classes.length,
    features: backbone.outputs.features[1],
  };
  const checkpoint = new Checkpoint(join(cache, 'runs'), options.name, settingsOf(options, backbone, data));
  const from = options.resume ? await checkpoint.read() : undefined;
  if (from) observer.note(`going on after epoch ${from.epoch}`);
  const isEven = options.prior === 'even';
  const prior = isEven ? evenPrior(data.train.labels, data.validation.labels, options.labelSmoothing) : PRIOR_OF_DATA;
  const { best, ending } = await fit({
    ...options,
    shape,
    prior,
    train: data.train,
    validation: data.validation,
    schedule: scheduleOf(options, stepsPerEpoch(data.train.labels.length, options.batchSize)),
    ...(from && { from }),
    ...(signal && { signal }),
    onEpoch: async (report, progress) => {
      observer.onEpoch(report, options.epochs);
      await checkpoint.write(progress);
    },
  });
  const head = prior.adjust(best.head);
  const verdicts = verdictsOf(shape, head, data.validation);
  const entry = await registerHead(
    workspace,
    {
      name: options.name,
      backbone,
      head,
      labels: data.classes,
      title: `${options.name} on ${backbone.title}`,
      description: `${data.classes.length} classes of our own, trained on the backbone of ${backbone.name}.`,
      card: writeCard({ options, backbone, data, best, ending, verdicts, weigh: prior.weigh }),
      figures: new Map([
        [`${options.name}.confusion.svg`, confusionSvg(confusionMatrix(verdicts, data.classes.length), data.classes)],
      ]),
    },
    observer.note,
  );
  if (ending === 'finished') await checkpoint.remove();
  return { entry, ending, bestEpoch: best.epoch, top1: topK(verdicts, 1, prior.weigh), isEven };
}

/** The features of a folder's pictures, and the model whose backbone made them. */
async function readFeatures(
  folder: string,
  options: TrainOptions,
  { workspace, cache }: TrainPlaces,
  observer: Observer,
  signal: AbortSignal | undefined,
): Promise<{ readonly backbone: ModelEntry; readonly data: DataSet }> {
  const pictures = await readPictures(folder, options.name);
  if (pictures.doubles > 0) {
    observer.note(`pictures that are in their class twice, and count once: ${pictures.doubles}`);
  }
  const head = { hidden: options.hidden, classes: pictures.classes.length };
  const backbone = await findBackbone(workspace, options.backbone, head);
  await haveReady([{ workspace, entry: backbone }], observer.note);
  // A third as long as onnxruntime.
  const engine = await openEngineNamed(enginesOf(backbone).includes('simd') ? 'simd' : 'onnxruntime');
  await engine.load(backbone, await readModelFiles(workspace, backbone, engine.name));
  const extractor = new FeatureExtractor(engine, backbone, join(cache, 'features'));
  const onSkipped: Observer['onSkipped'] = (skipped) => {
    // Pictures of a ZIP file lie elsewhere for as long as they are read.
    observer.onSkipped(skipped.map(({ path, reason }) => ({ path: path.replace(folder, options.data), reason })));
  };
  return { backbone, data: await loadDataSet(pictures, extractor, { ...options, ...observer, onSkipped, signal }) };
}

function scheduleOf({ schedule, learningRate, epochs }: TrainOptions, perEpoch: number): Schedule {
  switch (schedule) {
    case 'onecycle':
      return oneCycle({ maxLr: learningRate, totalSteps: epochs * perEpoch });
    case 'cosine-restarts':
      return cosineWarmRestarts({ baseLr: learningRate, stepsPerEpoch: perEpoch });
  }
}

/** Everything that must not change between an interrupted run and the one that goes on. */
function settingsOf(options: TrainOptions, backbone: ModelEntry, data: DataSet): unknown {
  const shaping = { ...options, data: undefined, resume: undefined, force: undefined };
  return [shaping, backbone.files, data.classes, ...[data.train, data.validation].map(digestOf)];
}

/** Another picture has other features, and so has the same one that a new version of EdgeLens decodes in another way. */
function digestOf({ features, labels }: Examples): string {
  const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  return createHash('sha256').update(JSON.stringify(labels)).update(bytes).digest('hex');
}

async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, 'heads'), { recursive: true });
    await access(join(folder, 'heads'), constants.W_OK);
  } catch (error) {
    throw new Failure(`nothing can be written to ${folder}: ${reasonOf(error)}`);
  }
}
