import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { ASSETS, KERNELS, ROOT, WEB_FILES } from '../../kit/paths.ts';
import { readManifest, WORKSPACE, writeManifest, writeWhole } from '../../models/workspace.ts';
import type { BuiltEntry } from '../../models/assembly.ts';

/** Files and folders that a Worker is bundled from, beside its packages. */
const SOURCES = [
  ...['src', 'package.json', 'tsconfig.base.json', 'wrangler.toml'],
  ...[KERNELS, ASSETS, WEB_FILES].map((path) => relative(ROOT, path)),
];

/**
 * Copies the Worker of this repository, and adds models, or puts them in the place of those of their name. The build must
 * have been done.
 *
 * @param folder empty, below the repository, so that its packages are found
 */
export async function layOutDeployment(folder: string, models: readonly BuiltEntry[]): Promise<void> {
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
        ...Object.fromEntries(
          models.flatMap(({ entry }) => (entry.source in manifest.sources ? [] : [[entry.source, sourceOf(entry)]])),
        ),
      },
      models: [
        ...manifest.models.filter(({ name }) => !models.some(({ entry }) => entry.name === name)),
        ...models.map(({ entry }) => entry),
      ],
    },
  );
}

function sourceOf({ name, licence, files }: ModelEntry): Manifest['sources'][string] {
  const weights = files.find(({ role }) => role === 'backbone');
  if (weights === undefined) throw new Failure(`${name} has no weights`);
  return { file: weights.path, sha256: weights.sha256, licence };
}
