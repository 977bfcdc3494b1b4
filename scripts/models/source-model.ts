import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { HubSource, ModelEntry, ModelSource } from '../../src/catalogue/manifest.ts';
import type { InputSpec } from '../../src/contract/model.ts';
import { Failure } from '../kit/failure.ts';
import { mobilenetV3 } from './networks/mobile-architectures.ts';
import { buildMobileNetwork, type MobileArchitecture } from './networks/mobile-network.ts';
import { buildTimm, timmArchitecture } from './networks/timm.ts';
import { TorchvisionSource } from './networks/torchvision.ts';
import type { Network } from './onnx/graph.ts';
import { readTfjs } from './tensorflow/graph-model.ts';
import { translateTf } from './tensorflow/network.ts';
import { type GgufFile, readGguf } from './weights/gguf.ts';
import { decodeSafetensors } from './weights/safetensors.ts';
import { Checkpoint } from './weights/tensor-source.ts';
import { tensorOf, type Tensors } from './weights/tensor.ts';
import { openSource, type SourceOptions } from './weights/source.ts';
import { pathsOf } from './weights/weight-paths.ts';
import { readLabels, readManifest, readModelFile, type Workspace } from './workspace.ts';

/** A model as its source has it, before it is written as files. */
export interface SourceModel {
  readonly backbone: Network;
  /** As `attachHead` takes it. */
  readonly head: Tensors;
  readonly labels: readonly string[];
  /** Normalisation that the source asks for, per RGB channel in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** A source that is on disk, at `path`: an unpacked package, or a file of weights. */
export interface OpenedSource {
  readonly source: ModelSource;
  readonly path: string;
}

/** What a recipe reads from. */
interface RecipeInput {
  readonly workspace: Workspace;
  /** The unpacked package of the model's source, or the file of weights. */
  readonly source: string;
}

/** Reads a model from its source. */
type Recipe = (input: RecipeInput, entry: ModelEntry) => Promise<SourceModel>;

/** @param epsilon of BatchNorm; timm's own weights have 1e-5 */
export function mobilenetV3SmallOf(epsilon: number): MobileArchitecture {
  return { ...mobilenetV3('mobilenetv3_small', 'small', { width: 1 }), epsilon };
}

/** Of the weights that were trained here. */
const BATCH_NORM_EPSILON = 0.001;

/** Recipes of the models that have a backbone of their own. */
const RECIPES: ReadonlyMap<string, Recipe> = new Map<string, Recipe>([
  ['efficientnet_b0', efficientnetB0],
  ['mobilenetv3_small_distilled', mobilenetV3Small],
  ['mobilenetv3_small_triage', mobilenetV3SmallTriage],
]);

/**
 * Reads a model from its source, and its trained head, if it has one, from `models/heads`.
 *
 * @throws Failure when there is no recipe, or its files are missing or damaged
 */
export async function readSourceModel(
  workspace: Workspace,
  { source, path }: OpenedSource,
  entry: ModelEntry,
): Promise<SourceModel> {
  if (entry.variant) return readSourceModel(workspace, { source, path }, await baseOf(workspace, entry));
  const backbone = entry.trained_head?.backbone ?? entry.name;
  const recipe = 'hub' in source ? timm(source) : RECIPES.get(backbone);
  if (!recipe) throw new Failure(`there is no recipe for "${backbone}" in scripts/models/source-model.ts`);
  if (!entry.trained_head) return recipe({ workspace, source: path }, entry);
  // The weights are those of the backbone's own classes, however many the trained head has.
  const { models } = await readManifest(workspace);
  const own = models.find(({ name }) => name === backbone);
  if (!own) throw new Failure(`models/manifest.json has no ${backbone}, on which ${entry.name} was trained`);
  const sourceModel = await recipe({ workspace, source: path }, own);
  const headPath = pathsOf(entry).head;
  const head = decodeSafetensors(await readModelFile(workspace, headPath), `models/${headPath}`);
  return { ...sourceModel, head, labels: await readLabels(workspace, entry) };
}

/**
 * Opens the source of a model, and reads it.
 *
 * @throws Failure when there is no such source, or as {@link readSourceModel} does
 */
export async function openSourceModel(
  workspace: Workspace,
  entry: ModelEntry,
  options: SourceOptions,
): Promise<SourceModel> {
  const source = (await readManifest(workspace)).sources[entry.source];
  if (!source) throw new Failure(`${entry.name}: models/manifest.json has no source "${entry.source}"`);
  const path = await openSource(workspace, entry.source, source, options);
  return readSourceModel(workspace, { source, path }, entry);
}

/** The model that a variant is made from. */
async function baseOf(workspace: Workspace, { name, variant }: ModelEntry): Promise<ModelEntry> {
  const base = (await readManifest(workspace)).models.find((model) => model.name === variant?.of);
  if (base) return base;
  throw new Failure(`models/manifest.json has no ${variant?.of ?? ''}, of which ${name} is a variant`);
}

async function efficientnetB0({ source: folder }: RecipeInput, { name, input }: ModelEntry): Promise<SourceModel> {
  const classifier = translateTf(await readTfjs(join(folder, 'lib/tfjs/web_model')), name, input);
  const labelMap = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(folder, 'misc/labels_map.json'), 'utf8')));
  const labels = Object.entries(labelMap)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label);
  return { ...classifier, labels };
}

/** Weights that timm published. */
function timm(source: HubSource): Recipe {
  return async ({ workspace, source: path }, entry) =>
    readTimmModel(source, path, entry.input, await readLabels(workspace, entry));
}

/**
 * Reads a model from a checkpoint of timm.
 *
 * @param path of the file of weights
 * @throws Failure for a file that is damaged or does not hold these weights
 */
export async function readTimmModel(
  { architecture, classes, hub }: HubSource,
  path: string,
  input: InputSpec,
  labels: readonly string[],
): Promise<SourceModel> {
  const tensors = decodeSafetensors(new Uint8Array(await readFile(path)), hub);
  const classifier = buildTimm(timmArchitecture(architecture), tensors, {
    classes,
    input: { name: input.name, shape: [1, ...input.size] },
    owner: hub,
  });
  return { ...classifier, labels, mean: input.mean, std: input.std };
}

/** The weights of this repository, under timm's names. */
async function mobilenetV3Small({ workspace, source }: RecipeInput, entry: ModelEntry): Promise<SourceModel> {
  const { input } = entry;
  const weights = decodeSafetensors(new Uint8Array(await readFile(source)), source);
  const picture = { name: input.name, shape: [1, ...input.size] };
  const checkpoint = new Checkpoint(weights, 'the weights');
  return {
    backbone: buildMobileNetwork(mobilenetV3SmallOf(BATCH_NORM_EPSILON), checkpoint, picture),
    head: timmArchitecture('mobilenetv3_small_100').head(checkpoint, entry.classes.count),
    labels: await readLabels(workspace, entry),
    mean: input.mean,
    std: input.std,
  };
}

async function mobilenetV3SmallTriage({ source: folder }: RecipeInput, { input }: ModelEntry): Promise<SourceModel> {
  const file = await readGguf(join(folder, 'weights/mobilenetv3_3class_v3_fp16.gguf'));
  const [channels, height, width] = input.size;
  const picture = { name: input.name, shape: [1, channels, height, width] };
  const number = (key: string): number => metadata(file, key, z.number());
  const owner = 'the MobileNetV3 file';
  const architecture = mobilenetV3SmallOf(number('mobilenet.bn_eps'));
  const weights = new TorchvisionSource(new Checkpoint(file.tensors, owner), architecture);
  return {
    backbone: buildMobileNetwork(architecture, weights, picture),
    head: new Map([
      ['hidden.weight', tensorOf(file.tensors, 'classifier.0.weight', owner)],
      ['hidden.bias', tensorOf(file.tensors, 'classifier.0.bias', owner)],
      ['classifier.weight', tensorOf(file.tensors, 'classifier.3.weight', owner)],
      ['classifier.bias', tensorOf(file.tensors, 'classifier.3.bias', owner)],
    ]),
    labels: Array.from({ length: number('mobilenet.num_classes') }, (_, index) =>
      metadata(file, `mobilenet.class_${index}`, z.string()),
    ),
    mean: ['r', 'g', 'b'].map((channel) => number(`mobilenet.mean_${channel}`)),
    std: ['r', 'g', 'b'].map((channel) => number(`mobilenet.std_${channel}`)),
  };
}

function metadata<T>(file: GgufFile, key: string, type: z.ZodType<T>): T {
  const parsed = type.safeParse(file.metadata.get(key));
  if (!parsed.success) throw new Failure(`the GGUF file's metadata has no usable "${key}"`);
  return parsed.data;
}
