import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { Child } from '../child-process.ts';
import { Failure } from '../failure.ts';
import { ASSETS, ROOT } from '../paths.ts';
import { openTemporaryFolder } from '../temporary-folder.ts';
import type { SupervisorAnswer, SupervisorOrder } from './supervisor-script.ts';
import type { ProcessStart } from './worker-process.ts';
import { bundleWorker } from './wrangler.ts';

/** Bundles the local Worker once, and starts and stops it any number of times. */
export interface WorkerSupervisor {
  /** Starts the Worker in a new workerd process that has not answered any request; one that runs is stopped first. */
  readonly start: () => Promise<{ readonly origin: string; readonly process: ProcessStart }>;
  readonly stop: () => Promise<void>;
  /** Stops what runs and removes what was bundled. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a supervisor. wrangler runs in a process of its own for two reasons: its JavaScript must not delay the client that
 * measures, and it ends its whole process at once on Ctrl-C, which is when people want to see their results.
 * @param vars variables of the Worker whose values differ from those in the configuration
 */
export async function openSupervisor(vars: Record<string, string>): Promise<WorkerSupervisor> {
  const { folder, remove } = await openTemporaryFolder('edgelens-worker-');
  try {
    bundleWorker(join(folder, 'worker'));
    // A copy of all that is served, so that a build which somebody starts meanwhile does not change what is measured.
    for (const path of ['wrangler.toml', relative(ROOT, ASSETS)]) {
      await cp(join(ROOT, path), join(folder, path), { recursive: true });
    }
    const child = await Child.start<SupervisorOrder, SupervisorAnswer>(
      new URL('supervisor-script.ts', import.meta.url),
      // Detached, so that the terminal's Ctrl-C does not reach it.
      { detached: true },
    );
    return {
      start: async () => {
        const started = await child.ask({ folder, vars });
        if (started === null) throw new Failure('workerd did not start');
        return started;
      },
      stop: async () => {
        await child.ask(null);
      },
      close: () => child.close().finally(remove),
    };
  } catch (error) {
    remove();
    throw error;
  }
}
