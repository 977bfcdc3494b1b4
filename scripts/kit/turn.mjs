// Plain JavaScript without packages, because scripts/run.mjs needs it before anything is installed, on Node 20.
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often to look whether the other one has finished, in ms. */
const LOOK_MS = 100;
/** How often whoever is at work says that it still is, in ms. */
const SIGN_MS = 5000;
/** Without such a sign for so long nobody is at work any more, in ms. Whoever builds a model can be silent for a while. */
const SILENT_MS = 120_000;

/**
 * Waits until no other process is at the same work, and keeps others waiting until it is given back.
 *
 * @param {string} path of a file that says who is at work
 * @param {(owner: number) => void} onBusy is called while another process is at work, again and again; throws to wait no longer
 * @returns {Promise<() => Promise<void>>} what gives the turn back
 * @throws what `onBusy` throws
 */
export async function takeTurn(path, onBusy) {
  await mkdir(dirname(path), { recursive: true });
  let isTakenOver = false;
  for (;;) {
    if (await claim(path)) {
      // Others may have found the same file of nobody, and have removed this one for it.
      if (isTakenOver) await sleep(LOOK_MS);
      if (!isTakenOver || (await ownerOf(path)) === process.pid) return giver(path);
    }
    const owner = await ownerOf(path);
    // What was killed left its file behind, and another process may have got its number since.
    if ((owner > 0 && !isAlive(owner)) || (await isSilent(path))) {
      await rm(path, { force: true });
      isTakenOver = true;
    } else {
      onBusy(owner);
      await sleep(LOOK_MS);
    }
  }
}

/** @param {string} path @returns {Promise<number>} 0 where nobody has written who it is */
async function ownerOf(path) {
  return Number(await readFile(path, 'utf8').catch(() => ''));
}

/** @param {string} path */
async function claim(path) {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // On a full disk it is there, and empty.
    await rm(path, { force: true });
    throw error;
  }
}

/** @param {string} path @returns {() => Promise<void>} */
function giver(path) {
  const sign = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, SIGN_MS).unref();
  return () => {
    clearInterval(sign);
    return rm(path, { force: true });
  };
}

/** @param {string} path */
async function isSilent(path) {
  // Given back in this moment, it is not there any more.
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > SILENT_MS;
}

/** @param {number} id */
function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
