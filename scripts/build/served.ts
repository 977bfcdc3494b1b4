import { join, relative } from 'node:path';

import { ASSETS, ROOT, SERVED } from '../kit/paths.ts';
import type { Profile } from '../kit/worker/profile.ts';
import type { Place } from '../models/published/place.ts';
import { readServed } from '../models/published/served.ts';
import { removeAbandoned, writeWhole } from '../models/workspace.ts';
import { layOutAssets } from './assets.ts';

/**
 * Lays out what a start or a deployment serves where models were fetched: a manifest, and the assets that belong to it. The
 * build must have been done.
 *
 * @param folder where to
 * @returns the folder of the assets that are served; those of the build where no models were fetched
 */
export async function layOutServed(place: Place, profile: Profile, folder = SERVED): Promise<string> {
  const { manifest, published } = await readServed(place);
  const [own, fetched] = [false, true].map((isFetched) =>
    manifest.models.filter(({ name }) => published.has(name) === isFetched),
  );
  if (own === undefined || fetched === undefined || fetched.length === 0) return ASSETS;
  await removeAbandoned(folder);
  const folders = [
    { folder: place.shipped.models, models: own, translations: manifest.translations },
    { folder: place.published.models, models: fetched },
  ];
  const assets = join(folder, 'assets');
  layOutAssets(folders, profile.engines, assets);
  await writeWhole(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return assets;
}

/** How wrangler, run in the root of the checkout, serves what was laid out. */
export interface ServedSettings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Those that wrangler bundles with by itself, behind the one by which package.json chooses the manifest. */
const CONDITIONS = 'edgelens-served,workerd,worker,browser';

/** @returns nothing to set where no models were fetched */
export async function servedSettings(place: Place, folder = SERVED): Promise<ServedSettings> {
  const { published } = await readServed(place);
  if (published.size === 0) return { args: [], env: {} };
  return {
    args: ['--assets', relative(ROOT, join(folder, 'assets'))],
    env: { WRANGLER_BUILD_CONDITIONS: CONDITIONS },
  };
}
