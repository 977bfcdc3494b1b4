import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure, isCode } from '../../kit/failure.ts';

/** How often to look whether the other one has finished, in ms. */
const LOOK_MS = 100;

/**
 * Waits until no other process is at the same work, and keeps others waiting until it is given back.
 *
 * @param path of a file that says who is at work
 * @param patience ms to wait for another one
 * @returns what gives the turn back
 * @throws Failure when another one is still at work
 */
export async function takeTurn(path: string, patience: number): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const until = performance.now() + patience;
  for (;;) {
    if (await claim(path)) return () => rm(path, { force: true });
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    // What was killed left its file behind.
    if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
    else if (performance.now() >= until) throw new Failure(`another start (process ${owner}) is fetching them`);
    else await sleep(LOOK_MS);
  }
}

async function claim(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return isCode(error, 'EPERM');
  }
}
