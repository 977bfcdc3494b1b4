import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import { inspectModel } from '../catalogue/inspection.ts';
import { addressOf, type Hub, repositoryId } from '../hub/address.ts';
import type { TransferWatch } from '../hub/download.ts';
import { fetchText } from '../hub/text.ts';
import { readManifest, type Workspace, writeManifest, writeWhole } from '../workspace.ts';
import { builderSum } from './builder.ts';
import { Bounds, type Patience, timeout } from './bounds.ts';
import { type Locked, readLock, writeLocked } from './lock-file.ts';
import type { Place } from './place.ts';
import { takeTurn } from './turn.ts';

/** Of a start: whoever has no network waits three seconds, and whoever has a slow one three minutes. */
export const PATIENCE: Patience = { answer: 3000, silence: 3000, whole: 180_000 };

/** Of a deployment, which nobody waits for, and which lacks a model for long when it goes out without. */
export const LONG_PATIENCE: Patience = { answer: 20_000, silence: 20_000, whole: 900_000 };

interface AcquisitionOptions {
  /** Models of timm on the hub. What was fetched before is wanted as well. */
  readonly names: readonly string[];
  /** Where to fetch them; left out, only what is there is used. */
  readonly hub?: () => Hub;
  readonly patience?: Patience;
  readonly watch: TransferWatch;
}

/** What there is afterwards. */
export interface Acquisition {
  readonly there: readonly string[];
  readonly missing: readonly string[];
  /** Why some are missing, in a sentence; null if none is. */
  readonly reason: string | null;
}

/** Files of the repository that adding a model reads. */
const NEEDED = ['imagenet-1k.json', 'catalogue.json'];
const BUILT_BY = 'built-by';

/**
 * Has published models ready to be served: builds what was fetched before, and fetches what is missing, one after the
 * other. Whatever goes wrong is told and never thrown.
 */
export async function acquirePublished(place: Place, options: AcquisitionOptions): Promise<Acquisition> {
  let wanted = options.names;
  let reason: string | null = null;
  try {
    const own = new Set((await readManifest(place.shipped)).models.map(({ name }) => name));
    const locked = await readLock(place.lock);
    wanted = [...new Set([...options.names, ...locked.map(({ name }) => name)])].filter((name) => !own.has(name));
    if (!(await isReady(place, wanted))) await acquireAll(place, wanted, locked, options);
  } catch (error) {
    reason = reasonOf(error);
  }
  const ready = new Set((await readyModels(place)).map(({ name }) => name));
  const missing = wanted.filter((name) => !ready.has(name));
  return { there: wanted.filter((name) => ready.has(name)), missing, reason: missing.length === 0 ? null : reason };
}

/** The published models whose files are whole, and were built by this code. */
export async function readyModels(place: Place): Promise<ModelEntry[]> {
  const { published } = place;
  if (!(await isBuiltByThis(place))) return [];
  // Missing, and of another version of this program, mean the same: there is none.
  const models = await readManifest(published).then(
    (manifest) => manifest.models,
    () => [],
  );
  const states = await Promise.all(models.map((entry) => inspectModel(published, entry)));
  return models.filter((_, index) => states[index] === 'built');
}

async function isReady(place: Place, wanted: readonly string[]): Promise<boolean> {
  const ready = new Set((await readyModels(place)).map(({ name }) => name));
  return wanted.every((name) => ready.has(name));
}

async function isBuiltByThis({ published }: Place): Promise<boolean> {
  return (await readFile(join(published.models, BUILT_BY), 'utf8').catch(() => '')) === builderSum();
}

async function acquireAll(
  place: Place,
  wanted: readonly string[],
  locked: readonly Locked[],
  { hub, watch, patience = PATIENCE }: AcquisitionOptions,
): Promise<void> {
  const { published } = place;
  const giveBack = await takeTurn(`${published.models}.busy`, patience.answer);
  try {
    await prepare(place);
    await buildAgain(place, watch);
    const ready = new Set((await readyModels(place)).map(({ name }) => name));
    const missing = wanted.filter((name) => !ready.has(name));
    const [first] = missing;
    if (first === undefined) return;
    if (hub === undefined) throw new Failure('--offline or EDGELENS_OFFLINE forbids to fetch it');
    const bounds = new Bounds(hub(), patience);
    await requireAnswer(bounds.hub, first, find(locked, first)?.revision, patience.answer);
    for (const name of missing) {
      await acquire(place, name, { hub: bounds.hub, watch: bounds.watched(watch), pinned: find(locked, name) });
    }
  } finally {
    await giveBack();
  }
}

function find(locked: readonly Locked[], name: string): Locked | undefined {
  return locked.find((one) => one.name === name);
}

/** Lays the folder out; what another version of this program has left there goes. */
async function prepare({ shipped, published }: Place): Promise<void> {
  await mkdir(published.models, { recursive: true });
  for (const file of NEEDED) await copyFile(join(shipped.models, file), join(published.models, file));
  try {
    await readManifest(published);
  } catch {
    await writeManifest(published, { version: 1, sources: {}, models: [] });
  }
}

/** Builds what is damaged, or was built by other code, from the weights that were fetched. What cannot be built goes. */
async function buildAgain(place: Place, { report }: TransferWatch): Promise<void> {
  const { published } = place;
  const record = !(await isBuiltByThis(place));
  for (const entry of (await readManifest(published)).models) {
    if (!record && (await inspectModel(published, entry)) === 'built') continue;
    try {
      const { buildModels } = await import('../build.ts');
      await buildModels(published, { names: [entry.name], record, report, hub: NOWHERE });
    } catch (error) {
      report(`${entry.name} cannot be built again: ${reasonOf(error)}`);
      await forget(published, entry.name);
    }
  }
  await writeWhole(join(published.models, BUILT_BY), builderSum());
}

/** Asked for weights that are gone: whether there is a network is found out elsewhere. */
const NOWHERE: Hub = { endpoint: 'http://127.0.0.1:9', over: AbortSignal.abort(new Failure('its weights are gone')) };

/** Takes a model and its variants out of the manifest of the published ones. */
async function forget(published: Workspace, name: string): Promise<void> {
  const manifest = await readManifest(published);
  const models = manifest.models.filter((model) => model.name !== name && model.variant?.of !== name);
  await writeManifest(published, { ...manifest, models });
}

/** @throws Failure when the hub does not answer in time */
async function requireAnswer(hub: Hub, name: string, revision = 'main', patience: number): Promise<void> {
  const id = repositoryId(name);
  const late = timeout(patience, `${hub.endpoint} did not answer within ${Number((patience / 1000).toFixed(1))} s`);
  const over = hub.over === undefined ? late : AbortSignal.any([hub.over, late]);
  const address = addressOf(hub, { id, revision }, 'config.json');
  const order = { address, what: `${id}/config.json`, page: `${hub.endpoint}/${id}` };
  // Only the whole answer has a limit here.
  await fetchText({ ...hub, patience: 2 * patience, over }, order);
}

async function acquire(
  { published, lock }: Place,
  name: string,
  { hub, watch, pinned }: { hub: Hub; watch: TransferWatch; pinned: Locked | undefined },
): Promise<void> {
  // Most starts, and those without network, build nothing.
  const { addModel } = await import('../catalogue/addition.ts');
  const { entry } = await addModel(
    published,
    { repository: name, revision: pinned?.revision ?? 'main', testSize: false, force: true, unattended: { pinned } },
    hub,
    watch,
  );
  const source = (await readManifest(published)).sources[entry.source];
  if (source === undefined || !('hub' in source)) throw new Failure(`${name} was not registered`);
  const { hub: id, revision, sha256, bytes } = source;
  // A lock file that is in version control stays as it is.
  if (pinned?.sha256 === sha256) return;
  const date = new Date().toISOString().slice(0, 10);
  await writeLocked(lock, { name, hub: id, revision: revision ?? 'main', sha256, bytes, date });
}
