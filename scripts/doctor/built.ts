import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { filesBelow } from '../kit/worker/wrangler.ts';
import { inspectModel, type State } from '../models/catalogue/inspection.ts';
import { readManifest, type Workspace } from '../models/workspace.ts';
import { type Finding, fine, listed, note } from './finding.ts';

const BUILD = 'npm run build';

/** Whether the files of all models are there, with the sums of the manifest. */
export async function checkModels(workspace: Workspace): Promise<Finding> {
  const { models } = await readManifest(workspace);
  const states = await Promise.all(
    models.map(async (entry): Promise<[State, string]> => [await inspectModel(workspace, entry), entry.name]),
  );
  const odd = (['damaged', 'missing'] as const).flatMap((state) => {
    const names = states.filter(([found]) => found === state).map(([, name]) => name);
    return names.length > 0 ? [`${state}: ${listed(names)}`] : [];
  });
  return odd.length > 0 ? note(odd.join('; '), BUILD) : fine(`${models.length} built, with the sums of the manifest`);
}

/** What a build made of the sources, and what it would make of them now. */
export interface Outputs {
  /** Whether the kernels are those of their sources. */
  readonly kernels: () => boolean;
  /** What pages load, by name. */
  readonly pages: () => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Where that lies. */
  readonly folder: string;
  /** Whether the assets are copies of what was built. */
  readonly assets: () => Promise<boolean>;
}

/** Whether `dist` is what a build would make now. What is made of something that is old itself is not looked at. */
export async function checkDist({ kernels, pages, folder, assets }: Outputs): Promise<Finding> {
  const isOld = (what: string): Finding => note(`${what}: missing, or older than the sources`, BUILD);
  if (!kernels()) return isOld('kernels');
  const old = differing(await pages(), folder);
  if (old.length > 0) return isOld(listed(old));
  return (await assets()) ? fine('in step with the sources') : isOld('assets');
}

/** Files that are missing below a folder or are others there. Those that are there beside them do not matter. */
function differing(files: ReadonlyMap<string, Uint8Array>, folder: string): string[] {
  const there = new Set(existsSync(folder) ? filesBelow(folder).map((path) => relative(folder, path)) : []);
  return [...files.keys()].filter(
    (name) => !there.has(name) || !readFileSync(join(folder, name)).equals(files.get(name) ?? new Uint8Array()),
  );
}
