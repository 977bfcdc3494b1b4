import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundleOf } from '../peers/bundle.ts';
import { usageOf } from './process-usage.ts';

/** Resident memory of a process, in bytes. */
export interface Resident {
  /** After the first answer. */
  readonly first: number;
  readonly last: number;
}

/**
 * What workerd takes on this machine with a Worker that only says "ok", so that what it takes with ours can be told from
 * what it takes by itself.
 * @param requests how many it answers between the two readings
 * @returns undefined where the system does not tell
 */
export async function emptyWorker(requests: number): Promise<Resident | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-empty-'));
  try {
    const bundle = bundleOf(join(import.meta.dirname, 'empty/wrangler.toml'), folder);
    const worker = await bundle.start();
    try {
      const ask = async (): Promise<void> => {
        await (await fetch(worker.origin)).text();
      };
      await ask();
      const first = usageOf(worker.pid)?.rssBytes;
      for (let i = 1; i < requests; i++) await ask();
      const last = usageOf(worker.pid)?.rssBytes;
      return first === undefined || last === undefined ? undefined : { first, last };
    } finally {
      await worker.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
