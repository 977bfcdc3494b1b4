import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { findNamed } from '../../../src/catalogue/named.ts';
import { Failure } from '../../kit/failure.ts';
import { readManifest, type Workspace } from '../workspace.ts';
import { readyModels } from './acquisition.ts';
import { ownPlace } from './place.ts';

/** A model, and where its files and its entry are. */
export interface ModelAtHand {
  readonly workspace: Workspace;
  readonly entry: ModelEntry;
}

/** The models of a workspace, and the published ones beside it that are ready. */
export async function modelsAtHand(workspace: Workspace): Promise<ModelAtHand[]> {
  const place = ownPlace(workspace);
  const shipped = (await readManifest(workspace)).models.map((entry) => ({ workspace, entry }));
  const names = new Set(shipped.map(({ entry }) => entry.name));
  const published = (await readyModels(place)).filter(({ name }) => !names.has(name));
  return [...shipped, ...published.map((entry) => ({ workspace: place.published, entry }))];
}

/**
 * Finds a model by its name or that of its network, among those of a workspace and the published ones beside it.
 *
 * @throws Failure that lists all names, when there is no such model
 */
export async function findAtHand(workspace: Workspace, name: string): Promise<ModelAtHand> {
  const all = await modelsAtHand(workspace);
  const { names = {} } = await readManifest(workspace);
  const found = findNamed({ models: all.map(({ entry }) => entry), names }, name);
  const model = all.find(({ entry }) => entry === found);
  if (model) return model;
  throw new Failure(`there is no model "${name}"; there are ${all.map(({ entry }) => entry.name).join(', ')}`);
}
