import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Failure, isCode } from '../../kit/failure.ts';

/** How often to look whether the other one has finished, in ms. */
const LOOK_MS = 100;
/** How often whoever is at work says that it still is, in ms. */
const SIGN_MS = 5000;
/** Without such a sign for so long nobody is at work any more, in ms. Whoever builds a model can be silent for a while. */
const SILENT_MS = 120_000;

/**
 * Waits until no other process is at the same work, and keeps others waiting until it is given back.
 *
 * @param path of a file that says who is at work
 * @param patience ms to wait for another one
 * @param work what others are told that it does
 * @returns what gives the turn back
 * @throws Failure when another one is still at work
 */
export async function takeTurn(
  path: string,
  patience: number,
  work = 'is fetching them',
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const until = performance.now() + patience;
  for (;;) {
    if (await claim(path)) return giver(path);
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    // What was killed left its file behind, and another process may have got its number since.
    if ((owner > 0 && !isAlive(owner)) || (await isSilent(path))) await rm(path, { force: true });
    else if (performance.now() >= until) throw new Failure(`another start (process ${owner}) ${work}`);
    else await sleep(LOOK_MS);
  }
}

async function claim(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    // On a full disk it is there, and empty.
    await rm(path, { force: true });
    throw error;
  }
}

function giver(path: string): () => Promise<void> {
  const sign = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, SIGN_MS).unref();
  return () => {
    clearInterval(sign);
    return rm(path, { force: true });
  };
}

async function isSilent(path: string): Promise<boolean> {
  // Given back in this moment, it is not there any more.
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > SILENT_MS;
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
