import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { statSync } from 'node:fs';

import { createTestHarness } from 'wrangler';
import { z } from 'zod';

import { Failure } from '../failure.ts';
import { ROOT } from '../paths.ts';
import { openTemporaryFolder } from '../temporary-folder.ts';
import { withInspector } from './inspected-workerd.ts';
import { bundleWorker, type BundleOptions, quietWrangler } from './wrangler.ts';

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
  /** Where workerd itself listens. */
  readonly origin: string;
  /** Where the proxy listens that wrangler puts in front. */
  readonly proxy: string;
  /** Where V8's inspector listens; undefined unless it was asked for. */
  readonly inspector: string | undefined;
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
  /** Variables whose values differ from those in the configuration. */
  readonly vars?: Record<string, string>;
  /** Settings of wrangler that differ from {@link quietWrangler}'s. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether workerd opens V8's inspector, which is one observer more. */
  readonly inspected?: boolean;
}

/** A Worker as wrangler bundles it for a deployment. */
export interface Bundle {
  /** Of all modules, uncompressed, in bytes. */
  readonly upload_bytes: number;
  /** Starts it in a new process. */
  readonly start: (env?: BundledWorker['env']) => Promise<WorkerProcess>;
  /** The same with V8's inspector open. */
  readonly startInspected: () => Promise<WorkerProcess>;
  /** Starts it in a new process, and ends that when `use` has finished. */
  readonly use: <Result>(
    use: (worker: WorkerProcess) => Promise<Result>,
    env?: BundledWorker['env'],
  ) => Promise<Result>;
}

/**
 * Bundles a Worker.
 * @param folder where the bundle goes, emptied first
 */
export function prepareWorker(folder: string, options: BundleOptions = {}): Bundle {
  const files = bundleWorker(folder, options);
  const worker: BundledWorker = { root: ROOT, config: options.config ?? 'wrangler.toml', bundle: folder };
  const start: Bundle['start'] = (env = {}) => startWorkerProcess({ ...worker, env });
  return {
    upload_bytes: files.reduce((sum, path) => sum + statSync(path).size, 0),
    start,
    startInspected: () => startWorkerProcess({ ...worker, inspected: true }),
    use: async (use, env) => {
      const worker = await start(env);
      try {
        return await use(worker);
      } finally {
        await worker.close();
      }
    },
  };
}

/** Bundles the Worker of this repository, starts it in a process of its own, and removes the bundle when that is closed. */
export async function startLocalWorker(vars: Record<string, string> = {}): Promise<WorkerProcess> {
  const { folder, remove } = await openTemporaryFolder('edgelens-worker-');
  try {
    bundleWorker(folder);
    const worker = await startWorkerProcess({ root: ROOT, config: 'wrangler.toml', bundle: folder, vars });
    return { ...worker, close: () => worker.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Starts a Worker in a new process that has not answered any request. It does not limit rates, because whoever starts one
 * measures it.
 */
export async function startWorkerProcess(worker: BundledWorker): Promise<WorkerProcess> {
  const { root, config, bundle, vars = {}, env = {}, inspected = false } = worker;
  quietWrangler(env);
  const begin = performance.now();
  const harness = createTestHarness({
    root,
    workers: [{ configPath: config, prebuiltWorkerDir: bundle, vars: { RATE_LIMIT: 'off', ...vars } }],
  });
  const listen = (): ReturnType<typeof harness.listen> => harness.listen();
  const { result, starts } = await watchWorkerd(() => (inspected ? withInspector(listen) : listen()));
  // wrangler also runs a proxy in a workerd of its own, and returns the proxy's address. The Worker itself is the other one.
  const own = starts.find(({ port }) => port !== Number(result.url.port));
  if (own === undefined) {
    await harness.close();
    throw new Failure('cannot find the workerd process of the Worker: wrangler starts it in another way than expected');
  }
  const listening_ms = own.listening - own.spawned;
  return {
    pid: own.pid,
    origin: `http://127.0.0.1:${own.port}`,
    proxy: result.url.origin,
    inspector: own.inspector === undefined ? undefined : `http://127.0.0.1:${own.inspector}`,
    start: { harness_ms: performance.now() - begin - listening_ms, listening_ms },
    close: () => harness.close(),
  };
}

/** One workerd process as it came up; times in ms on the clock of `performance.now()`. */
interface WorkerdStart {
  readonly pid: number;
  /** Just before the process was made. */
  readonly spawned: number;
  /** workerd said that it listens. */
  readonly listening: number;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** TCP port of V8's inspector, if there is one. */
  readonly inspector: number | undefined;
}

const created = z.object({ process: z.custom<ChildProcess>() });
/** What workerd writes to the pipe that `--control-fd` names, one object a line. */
const listenEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('listen'), socket: z.literal('entry'), port: z.number() }),
  z.object({ event: z.literal('listen-inspector'), port: z.number() }),
]);

/**
 * Watches workerd processes come up while `action` runs. wrangler starts them from deep inside, and its own start (reading
 * configuration, laying out files) must not be counted as workerd's. Node's diagnostics channel tells of each process
 * before it is made, and workerd tells of each socket that it listens on.
 */
async function watchWorkerd<Result>(
  action: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly starts: readonly WorkerdStart[] }> {
  const starts: WorkerdStart[] = [];
  const onProcess = (message: unknown): void => {
    const spawned = performance.now();
    const { process: child } = created.parse(message);
    let inspector: number | undefined;
    child.once('spawn', () => {
      if (!/workerd(\.exe)?$/.test(child.spawnfile)) return;
      child.stdio[3]?.on('data', (chunk: Buffer) => {
        const listening = performance.now();
        for (const line of String(chunk).split('\n')) {
          const event = eventOf(line);
          // The inspector comes first.
          if (event?.event === 'listen-inspector') inspector = event.port;
          else if (event !== undefined)
            starts.push({ pid: child.pid ?? 0, spawned, listening, port: event.port, inspector });
        }
      });
    });
  };
  subscribe('child_process', onProcess);
  try {
    return { result: await action(), starts };
  } finally {
    unsubscribe('child_process', onProcess);
  }
}

function eventOf(line: string): z.infer<typeof listenEvent> | undefined {
  if (!line.startsWith('{')) return undefined;
  return listenEvent.safeParse(JSON.parse(line)).data;
}
