import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { writeWhole } from '../../../models/workspace.ts';
import { ROOT } from '../../../kit/paths.ts';
import { prepareWorker } from '../../../kit/worker/worker-process.ts';
import type { Peer, Tensors } from './peer.ts';
import { runningPeer } from './request.ts';

/**
 * Prepares one of the Workers in `scripts/lab/peers/targets/workers`.
 * @param assets folder with the files of its model
 * @param wants the input that its network takes
 */
export async function prepareRecipeWorker(
  name: 'minimal' | 'tensorflow',
  folder: string,
  assets: string,
  wants: keyof Tensors,
): Promise<Peer> {
  const config = join(folder, 'wrangler.json');
  await writeWhole(
    config,
    JSON.stringify({
      name: `edgelens-peer-${name}`,
      main: join(ROOT, 'scripts/lab/peers/targets/workers', `${name}.ts`),
      compatibility_date: '2026-10-20',
      minify: true,
      // workerd has a `process` of its own, for which TensorFlow.js takes it for Node and looks for files.
      define: { 'process.versions.node': 'undefined' },
      assets: { directory: assets, binding: 'ASSETS', run_worker_first: true },
    }),
  );
  const bundle = prepareWorker(join(folder, 'worker'), { config });
  const sizes = await Promise.all((await readdir(assets)).map(async (file) => (await stat(join(assets, file))).size));
  return {
    start: async () => {
      const { origin, pid, start, close } = await bundle.start();
      return runningPeer({ origin, pid, listening_ms: start.listening_ms, close }, wants);
    },
    upload_bytes: bundle.upload_bytes,
    model_bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
