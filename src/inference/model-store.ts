import type { AssetStore } from '../catalogue/assets.ts';
import { isInBucket } from '../catalogue/registry.ts';
import type { Env } from '../env.ts';

/** Below which path the assets have the files of models. */
const FOLDER = '/models/';

/** The files of models: the assets of the deployment, and the bucket for those that lie there. */
export function modelStore({ ASSETS, MODELS }: Env): AssetStore {
  if (MODELS === undefined) return ASSETS;
  return {
    fetch: async (url) => {
      const path = decodeURIComponent(url.pathname.slice(FOLDER.length));
      if (!url.pathname.startsWith(FOLDER) || !isInBucket(path)) return ASSETS.fetch(url);
      const { readBucketFile } = await import('./bucket-file.ts');
      return readBucketFile(MODELS, path);
    },
  };
}
