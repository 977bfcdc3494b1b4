import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { createTestHarness } from 'wrangler';

import { watchWorkerd } from '../bench/workerd-watch.ts';
import { Failure } from '../models/failure.ts';
import { ROOT } from '../paths.ts';
import { wrangler, WRANGLER_ENV } from '../wrangler.ts';

/** A Worker as wrangler bundles it for a deployment. */
export interface BundledWorker {
  /** wrangler's configuration. */
  readonly config: string;
  /** Where the bundle lies. */
  readonly folder: string;
  /** Of all modules, uncompressed, in bytes. */
  readonly upload_bytes: number;
}

/** A Worker in a workerd process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  readonly origin: string;
  /** From spawning workerd until it said that it listens, in ms. */
  readonly listening_ms: number;
  readonly close: () => Promise<void>;
}

/** Bundles a Worker, so that starting it does not. */
export function bundleWorker(config: string, folder: string): BundledWorker {
  wrangler(['deploy', '--dry-run', '--config', config, '--outdir', folder], { quiet: true });
  const upload_bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.map$|README\.md$/.test(entry.name))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return { config, folder, upload_bytes };
}

/** Starts a Worker in a new process. */
export async function startWorker({ config, folder }: BundledWorker): Promise<WorkerProcess> {
  // createTestHarness() takes its environment from this process.
  Object.assign(process.env, WRANGLER_ENV);
  const harness = createTestHarness({ root: ROOT, workers: [{ configPath: config, prebuiltWorkerDir: folder }] });
  const { result, starts } = await watchWorkerd(() => harness.listen());
  // wrangler also runs a proxy in a workerd of its own, whose address it gives away. The Worker itself is the other one.
  const own = starts.find(({ port }) => port !== Number(result.url.port));
  if (own === undefined) {
    await harness.close();
    throw new Failure('cannot find the workerd process of the Worker: wrangler starts it in another way than expected');
  }
  return {
    pid: own.pid,
    origin: `http://127.0.0.1:${own.port}`,
    listening_ms: own.listening - own.spawned,
    close: () => harness.close(),
  };
}
