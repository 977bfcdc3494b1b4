import { join } from 'node:path';

import { usageOf } from '../../kit/process-usage.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';

/** Resident memory of a process, in bytes. */
export interface Resident {
  /** After the first answer. */
  readonly first: number;
  readonly last: number;
}

/**
 * Memory that workerd takes on this machine with a Worker that only says "ok": what our Worker takes comes on top of it.
 * @param requests how many it answers between the two readings
 * @returns undefined where the system does not tell
 */
export async function emptyWorker(requests: number): Promise<Resident | undefined> {
  return inTemporaryFolder('edgelens-empty-', async (folder) => {
    const bundle = prepareWorker(folder, { config: join(import.meta.dirname, 'empty/wrangler.toml') });
    return bundle.use(async ({ origin, pid }) => {
      const ask = async (): Promise<void> => {
        await (await fetch(origin)).text();
      };
      await ask();
      const first = usageOf(pid)?.rssBytes;
      for (let i = 1; i < requests; i++) await ask();
      const last = usageOf(pid)?.rssBytes;
      return first === undefined || last === undefined ? undefined : { first, last };
    });
  });
}
