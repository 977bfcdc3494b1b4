import { statSync } from 'node:fs';

import { ROOT } from '../../kit/paths.ts';
import { startWorkerProcess, type WorkerProcess } from '../../kit/worker/worker-process.ts';
import { bundleWorker } from '../../kit/worker/wrangler.ts';

/** A peer's Worker as wrangler bundles it for a deployment. */
export interface Bundle {
  /** Of all modules, uncompressed, in bytes. */
  readonly upload_bytes: number;
  /** Starts it in a new process. */
  readonly start: () => Promise<WorkerProcess>;
}

/**
 * Bundles a Worker, so that starting it does not.
 * @param config wrangler's configuration
 * @param folder where the bundle goes
 * @param entry where the code begins, instead of what the configuration says
 */
export function bundleOf(config: string, folder: string, entry?: string): Bundle {
  const uploaded = bundleWorker(folder, { config, ...(entry !== undefined && { entry }) });
  return {
    upload_bytes: uploaded.reduce((sum, path) => sum + statSync(path).size, 0),
    start: () => startWorkerProcess({ root: ROOT, config, bundle: folder }),
  };
}
