import type { Env } from '../env.ts';
import type { AssetStore } from './assets.ts';
import { isInBucket } from './registry.ts';

/** Below which path the assets have the files of models. */
const FOLDER = '/models/';

/** The files of models: the assets of the deployment, and the bucket for those that lie there. */
export function modelStore({ ASSETS, MODELS }: Env): AssetStore {
  if (MODELS === undefined) return ASSETS;
  return {
    fetch: async (url) => {
      const path = decodeURIComponent(url.pathname.slice(FOLDER.length));
      if (!url.pathname.startsWith(FOLDER) || !isInBucket(path)) return ASSETS.fetch(url);
      const object = await MODELS.get(path);
      return object === null ? new Response(null, { status: 404 }) : new Response(object.body);
    },
  };
}
