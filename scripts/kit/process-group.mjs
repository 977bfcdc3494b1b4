// Plain JavaScript without packages, because scripts/run.mjs needs it before anything is installed, on Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const WINDOWS = process.platform === 'win32';
/** What asks a process to end: Ctrl-C, whoever supervises it, and a terminal that closes. */
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** How long a group may take to end by itself, in ms. */
const GRACE_MS = 3000;
/** How often to look whether it has, in ms. */
const LOOK_MS = 50;

/**
 * Exit code by the convention of shells.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal what ended the process, if it did not end by itself
 * @returns {number}
 */
export function exitCodeOf(code, signal) {
  return code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
}

/**
 * Runs a program, and waits until it has ended with all that it has started. Ctrl-C, SIGTERM and SIGHUP end all of them at
 * any moment, by force where they do not heed it, and then this process with the exit code by convention.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options it cannot read the terminal, so give it no standard input
 * @param {(child: import('node:child_process').ChildProcess) => void} [watch] gets its process
 * @returns {Promise<number>} its exit code
 * @throws what `spawn` reports when it cannot be started
 */
export async function runGroup(program, args, options, watch) {
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    received ??= signal;
    if (child !== undefined) void endGroup(child);
  };
  // Before there is a process, or a signal in between would leave it behind.
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    // A group of its own has an address. It is also out of reach of the terminal's Ctrl-C, which comes here only.
    child = spawn(program, args, { ...options, detached: !WINDOWS });
    const code = await endOf(child, watch);
    if (received !== undefined) process.exit(exitCodeOf(null, received));
    return code;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Parameters<typeof runGroup>[3]} watch
 * @returns {Promise<number>}
 */
async function endOf(child, watch) {
  const closed = new Promise((resolve) => child.once('close', resolve));
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(exitCodeOf(code, signal));
    });
  });
  watch?.(child);
  const code = await ended;
  // What it has started may outlive it, and hold its pipes.
  await endGroup(child);
  await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
  return code;
}

/** @param {import('node:child_process').ChildProcess} child */
async function endGroup({ pid }) {
  if (pid === undefined) return;
  if (WINDOWS) {
    // Windows knows no groups, but the tree below a process that is still there.
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  const until = performance.now() + GRACE_MS;
  if (!reach(pid, 'SIGTERM')) return;
  while (performance.now() < until) {
    await sleep(LOOK_MS);
    if (!reach(pid, 0)) return;
  }
  reach(pid, 'SIGKILL');
}

/**
 * Signals a whole group; 0 only asks whether it is there.
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether anybody is left in it
 */
function reach(group, signal) {
  try {
    return process.kill(-group, signal);
  } catch {
    // ESRCH; macOS says EPERM when all that are left have ended and only wait for their parents.
    return false;
  }
}
