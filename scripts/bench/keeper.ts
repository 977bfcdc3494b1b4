import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Failure } from '../kit/failure.ts';
import { ASSETS, ROOT } from '../kit/paths.ts';
import { bundleWorker } from '../kit/worker/wrangler.ts';
import { type KeeperAnswer, type KeeperOrder, answerSchema } from './keeper-messages.ts';
import type { ProcessStart } from '../kit/worker/worker-process.ts';

const PROGRAM = fileURLToPath(new URL('keeper-process.ts', import.meta.url));

/** Somebody who keeps the local Worker: bundles it once, starts and stops it any number of times. */
export interface Keeper {
  /** Starts the Worker in a new workerd process, to which nobody has talked yet; one that runs is stopped first. */
  readonly start: () => Promise<{ readonly origin: string; readonly process: ProcessStart }>;
  readonly stop: () => Promise<void>;
  /** Stops what runs and removes what was bundled. */
  readonly leave: () => Promise<void>;
}

/**
 * Opens a keeper. wrangler lives in a process of its own for two reasons: its JavaScript must not stand in the way of the
 * client that measures, and it ends its whole process at once on Ctrl-C, which is when people want to see their results.
 */
export async function openKeeper(): Promise<Keeper> {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-bench-'));
  try {
    bundleWorker(join(folder, 'worker'));
    // A copy of all that is served, so that a build which somebody starts meanwhile does not change what is measured.
    for (const path of ['wrangler.toml', relative(ROOT, ASSETS)]) {
      await cp(join(ROOT, path), join(folder, path), { recursive: true });
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  // Detached, so that the terminal's Ctrl-C does not reach it.
  const child = fork(PROGRAM, { cwd: ROOT, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    start: async () => {
      const answer = await command(child, { order: 'start', folder });
      if (answer.answer !== 'started') throw new Failure(`workerd did not start: ${JSON.stringify(answer)}`);
      const { origin, harness_ms, listening_ms } = answer;
      return { origin, process: { harness_ms, listening_ms } };
    },
    stop: async () => {
      await command(child, { order: 'stop' });
    },
    leave: async () => {
      if (child.connected) {
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @throws Failure when the keeper cannot do it, or is gone */
async function command(child: ChildProcess, order: KeeperOrder): Promise<KeeperAnswer> {
  const answered = new AbortController();
  const { signal } = answered;
  const answer = Promise.race([
    once(child, 'message', { signal }).then(([message]) => answerSchema.parse(message)),
    once(child, 'exit', { signal }).then(() => undefined),
  ]);
  child.send(order);
  const result = await answer.finally(() => {
    answered.abort();
  });
  if (result === undefined) throw new Failure('the process that runs wrangler has ended');
  if (result.answer === 'failed') throw new Failure(result.reason);
  return result;
}
