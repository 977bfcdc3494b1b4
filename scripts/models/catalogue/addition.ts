import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { type HubSource, MODEL_NAME, type ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure, reasonOf, UsageError } from '../../kit/failure.ts';
import { assemble, type BuiltModel } from '../assembly.ts';
import { type Hub, repositoryId } from '../hub/address.ts';
import type { TransferWatch } from '../hub/download.ts';
import { localFiles, remoteFiles, type RepositoryFiles } from '../hub/files.ts';
import type { FetchedWeights } from '../hub/weights.ts';
import { licenceOfCard, readTimmConfig, type TimmConfig } from '../networks/timm-config.ts';
import { timmArchitecture } from '../networks/timm.ts';
import { readTimmModel } from '../source-model.ts';
import {
  readLabelFile,
  readManifest,
  type Workspace,
  writeFormatted,
  writeManifest,
  writeWhole,
} from '../workspace.ts';
import { publishedAccuracy } from './catalogue.ts';
import { modelCard } from './model-card.ts';
import { cardFile, labelsFile, requireFreeName } from './registration.ts';

/** What to add, and how. */
interface AdditionOptions {
  /** Owner and name on the hub; timm is the owner when left out. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** A folder with what the repository holds, in the place of the hub. */
  readonly from?: string;
  /** What to call the model; its name on the hub when left out. */
  readonly name?: string;
  /** A file with a JSON list of labels, for weights that are not for ImageNet-1k and do not carry them. */
  readonly labels?: string;
  /** Uses the size of picture that timm tests with instead of the one that it was trained with. */
  readonly testSize: boolean;
  /** Whether an added model of that name may be replaced. */
  readonly force: boolean;
  /** What was fetched when nobody looks on: the hub has to vouch for it, or it has to be what was fetched before. */
  readonly unattended?: { readonly pinned: Pinned | undefined };
}

/** Weights that were fetched before. */
export interface Pinned {
  /** Commit, or branch where the hub did not tell the commit. */
  readonly revision: string;
  readonly sha256: string;
}

/** A model that was added. */
interface Addition {
  readonly entry: ModelEntry;
  readonly model: BuiltModel;
}

/** The classes of ImageNet-1k, in the order of timm. */
const IMAGENET = 'imagenet-1k.json';

/**
 * Adds a model of timm: fetches its weights, builds the graph, runs it once, and registers it in the manifest. Nothing
 * is written to `models/` before all of that has succeeded.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function addModel(
  workspace: Workspace,
  options: AdditionOptions,
  hub: Hub,
  watch: TransferWatch,
): Promise<Addition> {
  const { report } = watch;
  const id = repositoryId(options.repository);
  const name = nameOf(id, options.name);
  await requireFreeName(workspace, name, { origin: 'added', force: options.force });
  const files =
    options.from === undefined
      ? remoteFiles(workspace.sources, hub, { id, revision: options.revision })
      : localFiles(workspace.sources, options.from, id);

  // Whatever can be checked is checked before the weights are fetched.
  const config = readTimmConfig(await files.config(), files.configName, options.testSize);
  const { title } = timmArchitecture(config.architecture);
  const labels = await labelsOf(workspace, id, config, options.labels);
  const licence = licenceOfCard(await files.card()) ?? config.licence ?? 'unknown';
  report(`${name}: ${title}, licence ${licence} (${files.page})`);

  const weights = await files.weights(watch, options.unattended?.pinned?.sha256);
  if (options.unattended !== undefined) requireTrusted(id, weights, options.unattended.pinned);
  const source = sourceOf(id, files, config, licence, weights);
  report(`${name}: building`);
  const model = assemble(name, await readTimmModel(source, weights.path, config.input, labels.list));
  if (model.withoutPlan !== null) report(`${name}: onnxruntime only, ${model.withoutPlan}`);
  const entry = entryOf(name, { title, config, labels, source, model });
  report(`${name}: running it once`);
  const { proveModel } = await import('./proof.ts');
  await proveModel(entry, model);
  await register(workspace, entry, source, labels, model);
  return { entry, model };
}

/** @throws Failure for weights that are not the pinned ones, or that the hub does not vouch for */
function requireTrusted(id: string, { sha256, commit, vouched }: FetchedWeights, pinned: Pinned | undefined): void {
  if (pinned === undefined) {
    if (vouched) return;
    throw new Failure(
      `${id}: the hub does not tell the sha256 of its weights (X-Linked-ETag), so nobody vouches for them`,
    );
  }
  if (sha256 !== pinned.sha256) {
    throw new Failure(`${id}: the hub sends weights with sha256 ${sha256}, but ${pinned.sha256} were fetched before`);
  }
  if (commit !== pinned.revision) {
    throw new Failure(
      `${id}: the hub answers with revision ${commit ?? '-'}, but ${pinned.revision} was fetched before`,
    );
  }
}

interface Labels {
  readonly file: string;
  readonly list: readonly string[];
}

function nameOf(id: string, given: string | undefined): string {
  const name = given ?? id.slice(id.indexOf('/') + 1);
  if (MODEL_NAME.test(name)) return name;
  const rule = 'small letters, digits and _, with at most one dot';
  if (given !== undefined) throw new UsageError(`--name takes ${rule}`);
  throw new Failure(`"${name}" cannot be the name of a model here (${rule}); choose one with --name`);
}

async function labelsOf(
  workspace: Workspace,
  id: string,
  { classes, labels }: TimmConfig,
  given: string | undefined,
): Promise<Labels> {
  const own = given === undefined ? labels : await readLabelList(given);
  if (own !== null) {
    if (own.length === classes) return { file: '', list: own };
    throw new Failure(`${given ?? 'config.json'} has ${own.length} labels, but the model has ${classes} classes`);
  }
  if (classes === 1000 && id.startsWith('timm/')) {
    return { file: IMAGENET, list: await readLabelFile(workspace, IMAGENET) };
  }
  throw new Failure(
    `${id} has ${classes} classes and does not say what they are called; give their names with --labels FILE, a JSON ` +
      'list in the order of the logits',
  );
}

async function readLabelList(path: string): Promise<string[]> {
  try {
    return z.array(z.string()).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason =
      error instanceof z.ZodError || error instanceof SyntaxError ? 'it is not a JSON list of texts' : reasonOf(error);
    throw new Failure(`${path} cannot be used for --labels: ${reason}`);
  }
}

function sourceOf(
  id: string,
  { page }: RepositoryFiles,
  { architecture, classes }: TimmConfig,
  licence: string,
  { sha256, bytes, commit }: FetchedWeights,
): HubSource {
  return { hub: id, revision: commit, architecture, classes, bytes, sha256, licence, homepage: page };
}

interface Parts {
  readonly title: string;
  readonly config: TimmConfig;
  readonly labels: Labels;
  readonly source: HubSource;
  readonly model: BuiltModel;
}

function entryOf(name: string, { title, config, labels, source, model }: Parts): ModelEntry {
  const { classes, input, tag } = config;
  const [, channels = 0, height = 0, width = 0] = model.cost.shapes.get('features') ?? [];
  const kinds = labels.file === IMAGENET ? 'General pictures: the 1,000 classes of ImageNet.' : `${classes} classes.`;
  return {
    name,
    title: tag === null ? title : `${title} (${tag})`,
    description: `${kinds} Weights of ${source.hub}.`,
    source: name,
    licence: source.licence,
    card: cardFile(name),
    classes: { file: labels.file === '' ? labelsFile(name) : labels.file, count: classes },
    input,
    outputs: { logits: [1, classes], features: [1, channels, height, width] },
    parameters: model.cost.parameters,
    macs: model.cost.macs,
    files: model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 })),
  };
}

/** Writes everything, the entry in the manifest last, and removes files that only the replaced model had. */
async function register(
  workspace: Workspace,
  entry: ModelEntry,
  source: HubSource,
  labels: Labels,
  model: BuiltModel,
): Promise<void> {
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  if (labels.file === '') await writeFormatted(workspace, entry.classes.file, JSON.stringify(labels.list, null, 2));
  const accuracy = await publishedAccuracy(workspace, source.hub, entry.input.size[1]);
  await writeFormatted(workspace, entry.card, modelCard(entry, { source, accuracy }));
  const manifest = await readManifest(workspace);
  const replaced = manifest.models.find(({ name }) => name === entry.name);
  await writeManifest(workspace, {
    ...manifest,
    sources: { ...manifest.sources, [entry.name]: source },
    models: [...manifest.models.filter((other) => other !== replaced), entry],
  });
  const kept = new Set(entry.files.map(({ path }) => path));
  for (const { path } of replaced?.files ?? []) {
    if (!kept.has(path)) await rm(join(workspace.models, path), { force: true });
  }
}
