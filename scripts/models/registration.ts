import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelEntry } from '../../src/inference/manifest.ts';
import { assemble } from './assembly.ts';
import { Failure } from './failure.ts';
import { ingredientsOf } from './recipe.ts';
import { encodeSafetensors } from './safetensors.ts';
import { openSource } from './source.ts';
import type { Tensors } from './tensor.ts';
import { pathsOf } from './weight-paths.ts';
import { readManifest, writeFormatted, writeManifest, writeWhole, type Workspace } from './workspace.ts';

/** A head for one's own classes, and what is to be said of it. */
export interface TrainedHead {
  readonly name: string;
  readonly backbone: ModelEntry;
  /** As `attachHead` takes it. */
  readonly head: Tensors;
  readonly labels: readonly string[];
  readonly title: string;
  readonly description: string;
  /** The card, in Markdown. */
  readonly card: string;
  /** Pictures that the card shows, by file name. */
  readonly figures: ReadonlyMap<string, string>;
}

/** Names of the files that a trained model has beside its weights and its graph. */
const labelsFile = (name: string): string => `${name}.classes.json`;
const cardFile = (name: string): string => `${name}.md`;

/**
 * Whether a name is free for a trained model.
 *
 * @param force whether a trained model of that name may be replaced
 * @throws Failure when it is not
 */
export async function requireFreeName(workspace: Workspace, name: string, force: boolean): Promise<void> {
  const existing = (await readManifest(workspace)).models.find((model) => model.name === name);
  if (existing === undefined || (existing.trained_head && force)) return;
  throw new Failure(
    existing.trained_head
      ? `there is a model "${name}" already; choose another --name, or replace it with --force`
      : `"${name}" is a model of EdgeLens itself; choose another --name`,
  );
}

/**
 * Makes a trained head a model: writes its files and its entry in the manifest.
 *
 * @throws Failure when a file cannot be written, or the head does not fit the backbone or the labels
 */
export async function registerHead(
  workspace: Workspace,
  trained: TrainedHead,
  report: (line: string) => void,
): Promise<ModelEntry> {
  const { name, backbone, head, labels, title, description } = trained;
  const manifest = await readManifest(workspace);
  const draft: ModelEntry = {
    ...backbone,
    name,
    title,
    description,
    card: cardFile(name),
    classes: { file: labelsFile(name), count: labels.length },
    outputs: { ...backbone.outputs, logits: [1, labels.length] },
    trained_head: { backbone: backbone.name },
  };
  await writeWhole(join(workspace.models, pathsOf(draft).head), encodeSafetensors(head));
  await writeFormatted(workspace, labelsFile(name), JSON.stringify(labels, null, 2));
  await writeFormatted(workspace, cardFile(name), trained.card);
  for (const [file, content] of trained.figures) await writeWhole(join(workspace.models, file), content);

  const source = manifest.sources[backbone.source];
  if (!source) throw new Failure(`models/manifest.json has no source "${backbone.source}"`);
  const path = await openSource(workspace, backbone.source, source, { report });
  const model = assemble(name, await ingredientsOf(workspace, path, draft), pathsOf(draft));
  for (const { path, content } of model.files) await writeWhole(join(workspace.models, path), content);
  const entry: ModelEntry = {
    ...draft,
    parameters: model.cost.parameters,
    macs: model.cost.macs,
    files: model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 })),
  };
  const others = manifest.models.filter((other) => other.name !== name);
  await writeManifest(workspace, { ...manifest, models: [...others, entry] });
  return entry;
}

/**
 * Takes a trained model away: its entry in the manifest, and every file that is only its own.
 *
 * @throws Failure when there is no such model, or it is not a trained one
 */
export async function removeModel(workspace: Workspace, name: string): Promise<void> {
  const manifest = await readManifest(workspace);
  const entry = manifest.models.find((model) => model.name === name);
  const trained = manifest.models.filter((model) => model.trained_head).map((model) => model.name);
  if (!entry?.trained_head) {
    const known = trained.length === 0 ? 'there is none' : `there are ${trained.join(', ')}`;
    throw new Failure(
      `"${name}" is ${entry ? 'a model of EdgeLens itself and stays' : 'no model'}; only trained ones can be removed, and ${known}`,
    );
  }
  const models = manifest.models.filter((model) => model !== entry);
  await writeManifest(workspace, { ...manifest, models });
  const shared = new Set(models.flatMap((model) => model.files.map(({ path }) => path)));
  const own = entry.files.map(({ path }) => path).filter((path) => !shared.has(path));
  for (const path of [...own, entry.classes.file, entry.card, `${name}.confusion.svg`]) {
    await rm(join(workspace.models, path), { force: true });
  }
}
