import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { ASSETS, KERNELS, ROOT } from '../../kit/paths.ts';
import type { RandomModel } from '../../models/random-model.ts';
import { readManifest, WORKSPACE, writeManifest, writeWhole } from '../../models/workspace.ts';

/** Files and folders that a Worker is bundled from, beside its packages. */
const SOURCES = ['src', 'package.json', 'wrangler.toml', relative(ROOT, KERNELS), relative(ROOT, ASSETS)];

/**
 * Copies the Worker of this repository, and adds models with made-up weights. The build must have been done.
 *
 * @param folder empty, below the repository, so that its packages are found
 */
export async function layOutDeployment(folder: string, models: readonly RandomModel[]): Promise<void> {
  for (const path of SOURCES) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  for (const { path, content } of models.flatMap(({ model }) => model.files)) {
    await writeWhole(join(folder, relative(ROOT, ASSETS), 'models', path), content);
  }
  const manifest = await readManifest(WORKSPACE);
  await writeManifest(
    { ...WORKSPACE, models: join(folder, 'models') },
    {
      ...manifest,
      sources: {
        ...manifest.sources,
        ...Object.fromEntries(models.map(({ entry }) => [entry.source, sourceOf(entry)])),
      },
      models: [...manifest.models, ...models.map(({ entry }) => entry)],
    },
  );
}

function sourceOf({ name, licence, files }: ModelEntry): Manifest['sources'][string] {
  const weights = files.find(({ role }) => role === 'backbone');
  if (weights === undefined) throw new Failure(`${name} has no weights`);
  return { file: weights.path, sha256: weights.sha256, licence };
}
