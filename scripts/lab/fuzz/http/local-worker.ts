import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../../../kit/paths.ts';
import { startWorkerProcess, type WorkerProcess } from '../../../kit/worker/worker-process.ts';
import { bundleWorker } from '../../../kit/worker/wrangler.ts';

/** Bundles the Worker as for a deployment and starts it in a workerd process of its own. */
export async function startLocalWorker(): Promise<WorkerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-fuzz-'));
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    bundleWorker(folder);
    const worker = await startWorkerProcess({ root: ROOT, config: 'wrangler.toml', bundle: folder });
    return { ...worker, close: () => worker.close().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}
