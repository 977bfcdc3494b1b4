import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { assemble } from '../assembly.ts';
import { readSourceModel } from '../source-model.ts';
import { encodeSafetensors } from '../weights/safetensors.ts';
import { openSource } from '../weights/source.ts';
import type { Tensors } from '../weights/tensor.ts';
import { pathsOf } from '../weights/weight-paths.ts';
import { readManifest, type Workspace, writeFormatted, writeManifest, writeWhole } from '../workspace.ts';

/** A trained head, and its description for the manifest. */
interface TrainedHead {
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
export const labelsFile = (name: string): string => `${name}.classes.json`;
export const cardFile = (name: string): string => `${name}.md`;

/** Where a model comes from: EdgeLens itself, `npm run train`, or `npm run models -- add` or `quantise`. */
type Origin = 'shipped' | 'trained' | 'added' | 'quantised';

export function originOf({ sources }: Manifest, { trained_head, variant, source }: ModelEntry): Origin {
  if (variant) return 'quantised';
  if (trained_head) return 'trained';
  return sources[source] !== undefined && 'hub' in sources[source] ? 'added' : 'shipped';
}

/**
 * Whether a name is free for a model that is trained or added.
 *
 * @param origin of the new model; with `force` it may replace one of the same origin
 * @throws Failure when it is not
 */
export async function requireFreeName(
  workspace: Workspace,
  name: string,
  { origin, force }: { readonly origin: Origin; readonly force: boolean },
): Promise<void> {
  const manifest = await readManifest(workspace);
  const existing = manifest.models.find((model) => model.name === name);
  if (existing === undefined) return;
  const taken = originOf(manifest, existing);
  if (taken === 'shipped') throw new Failure(`"${name}" is a model of EdgeLens itself; choose another --name`);
  if (taken === origin && force) {
    requireNoVariants(manifest, name);
    return;
  }
  throw new Failure(
    taken === origin
      ? `there is a model "${name}" already; choose another --name, or replace it with --force`
      : `there is a model "${name}" that was ${taken}; choose another --name, or remove that one first`,
  );
}

/**
 * Registers a trained head as a model: writes its files and its entry in the manifest.
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
    // The backbone's figures, its temperature and its threshold are for its own classes.
    measured: undefined,
    temperature: undefined,
    threshold: undefined,
  };
  await writeWhole(join(workspace.models, pathsOf(draft).head), encodeSafetensors(head));
  await writeFormatted(workspace, labelsFile(name), JSON.stringify(labels, null, 2));
  await writeFormatted(workspace, cardFile(name), trained.card);
  for (const [file, content] of trained.figures) await writeWhole(join(workspace.models, file), content);

  const source = manifest.sources[backbone.source];
  if (!source) throw new Failure(`models/manifest.json has no source "${backbone.source}"`);
  const path = await openSource(workspace, backbone.source, source, { report });
  const model = assemble(name, await readSourceModel(workspace, { source, path }, draft), pathsOf(draft));
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
 * Removes a trained, added or quantised model: its entry in the manifest, and every file that no other model uses.
 *
 * @throws Failure when there is no such model, when it is a model of EdgeLens itself, or when other models need it
 */
export async function removeModel(workspace: Workspace, name: string): Promise<void> {
  const manifest = await readManifest(workspace);
  const entry = manifest.models.find((model) => model.name === name);
  if (!entry || originOf(manifest, entry) === 'shipped') throw cannotRemove(manifest, name, entry);
  requireNoVariants(manifest, name);
  const heads = manifest.models.filter(({ trained_head }) => trained_head?.backbone === name).map((head) => head.name);
  if (heads.length > 0) throw new Failure(`"${name}" is the backbone of ${heads.join(', ')}; remove that first`);

  const models = manifest.models.filter((model) => model !== entry);
  const { [entry.source]: source, ...others } = manifest.sources;
  const isShared = source === undefined || !('hub' in source) || models.some((model) => model.source === entry.source);
  await writeManifest(workspace, { ...manifest, models, sources: isShared ? manifest.sources : others });
  const shared = new Set(models.flatMap((model) => [model.classes.file, ...model.files.map(({ path }) => path)]));
  const own = [...entry.files.map(({ path }) => path), entry.classes.file].filter((path) => !shared.has(path));
  const calibration = entry.variant ? [entry.variant.calibration] : [];
  for (const path of [...own, ...calibration, entry.card, `${name}.confusion.svg`]) {
    await rm(join(workspace.models, path), { force: true });
  }
}

/** @throws Failure when a model has variants */
function requireNoVariants({ models }: Manifest, name: string): void {
  const variants = models.filter(({ variant }) => variant?.of === name).map((model) => model.name);
  if (variants.length > 0) throw new Failure(`"${name}" has the variants ${variants.join(', ')}; remove them first`);
}

function cannotRemove(manifest: Manifest, name: string, entry: ModelEntry | undefined): Failure {
  const own = manifest.models.filter((model) => originOf(manifest, model) !== 'shipped').map((model) => model.name);
  const known = own.length === 0 ? 'there is none' : `there are ${own.join(', ')}`;
  return new Failure(
    `"${name}" is ${entry ? 'a model of EdgeLens itself and stays' : 'no model'}; only trained, added and ` +
      `quantised models can be removed, and ${known}`,
  );
}
