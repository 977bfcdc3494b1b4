import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { readManifest, type Workspace } from '../workspace.ts';

/**
 * A model of the manifest by its name.
 *
 * @throws Failure when there is none, with the names that there are
 */
export async function findEntry(workspace: Workspace, name: string): Promise<ModelEntry> {
  const { models } = await readManifest(workspace);
  const found = models.find((model) => model.name === name);
  if (found) return found;
  throw new Failure(`there is no model "${name}"; there are ${models.map((model) => model.name).join(', ')}`);
}
