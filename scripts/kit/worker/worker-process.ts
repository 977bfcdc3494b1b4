import { createTestHarness } from 'wrangler';

import { Failure } from '../failure.ts';
import { watchWorkerd } from './workerd-watch.ts';
import { WRANGLER_ENV } from './wrangler.ts';

/** How a workerd process came up, in ms. */
export interface ProcessStart {
  /** wrangler's own JavaScript, and the proxy that it puts in front: no part of any figure. */
  readonly harness_ms: number;
  /** From spawning workerd until it said that it listens: it has read and compiled the Worker by then. */
  readonly listening_ms: number;
}

/** A Worker in a workerd process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  readonly origin: string;
  readonly start: ProcessStart;
  readonly close: () => Promise<void>;
}

/** A Worker that was bundled before, so that starting it does not. */
interface BundledWorker {
  /** What relative paths start from. */
  readonly root: string;
  /** wrangler's configuration. */
  readonly config: string;
  /** Where `wrangler deploy --dry-run` has put the bundle. */
  readonly bundle: string;
  /** Variables that are set otherwise than the configuration says. */
  readonly vars?: Record<string, string>;
}

/**
 * Starts a Worker in a new process, to which nobody has talked yet. It does not limit rates, because whoever starts one
 * measures it.
 */
export async function startWorkerProcess({ root, config, bundle, vars = {} }: BundledWorker): Promise<WorkerProcess> {
  // createTestHarness() takes its environment from this process.
  Object.assign(process.env, WRANGLER_ENV);
  const begin = performance.now();
  const harness = createTestHarness({
    root,
    workers: [{ configPath: config, prebuiltWorkerDir: bundle, vars: { RATE_LIMIT: 'off', ...vars } }],
  });
  const { result, starts } = await watchWorkerd(() => harness.listen());
  // wrangler also runs a proxy in a workerd of its own, whose address it gives away. The Worker itself is the other one.
  const own = starts.find(({ port }) => port !== Number(result.url.port));
  if (own === undefined) {
    await harness.close();
    throw new Failure('cannot find the workerd process of the Worker: wrangler starts it in another way than expected');
  }
  const listening_ms = own.listening - own.spawned;
  return {
    pid: own.pid,
    origin: `http://127.0.0.1:${own.port}`,
    start: { harness_ms: performance.now() - begin - listening_ms, listening_ms },
    close: () => harness.close(),
  };
}
