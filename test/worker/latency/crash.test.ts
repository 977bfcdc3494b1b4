import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ROOT, WRANGLER } from '../../../scripts/kit/paths.ts';
import { WRANGLER_ENV } from '../../../scripts/kit/worker/wrangler.ts';
import { latencySchema } from '../../../src/contract/latency.ts';
import { freePort } from '../../free-port.ts';
import { PATIENCE } from '../../patience.ts';
import { classification, PANDA, readSource } from '../kit/api.ts';
import type { Latency } from './deployment.ts';

let folder: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
});

afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true });
});

/** Serves the Worker with its storage in the folder. */
async function serve(): Promise<string> {
  const port = await freePort();
  const args = [
    WRANGLER,
    'dev',
    '--port',
    String(port),
    '--persist-to',
    folder,
    '--show-interactive-dev-session=false',
  ];
  // Detached: a process group of its own, which workerd is in, too.
  running = spawn(process.execPath, args, { cwd: ROOT, env: WRANGLER_ENV, stdio: 'ignore', detached: true });
  const origin = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${origin}/healthz`), PATIENCE);
  return origin;
}

/** Ends it without warning: no handler runs, nothing is written any more. */
async function kill(): Promise<void> {
  const child = running;
  running = undefined;
  if (child?.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

// Windows has no process groups, and so nothing to end it by.
it.skipIf(process.platform === 'win32')('loses nothing that the ledger had taken', async () => {
  let origin = await serve();
  const panda = await readSource(PANDA);
  const totals: number[] = [];
  const classify = async (): Promise<void> => {
    const headers = { 'Content-Type': 'image/jpeg' };
    const response = await fetch(`${origin}/v1/classify?model=mobilenetv3_small_distilled`, {
      method: 'POST',
      body: panda,
      headers,
    });
    totals.push((await classification(response)).timings.total_ms);
  };
  const groups = async (): Promise<Latency['groups']> => {
    const response = await fetch(`${origin}/v1/latency?phase=total`);
    return latencySchema.parse(await response.json()).groups;
  };
  /** Waits until the ledger has what the answers said. */
  const agree = (): Promise<void> =>
    vi.waitFor(async () => {
      const found = await groups();
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(totals.length);
      expect(Math.min(...found.map(({ min_ms }) => min_ms))).toBe(Math.min(...totals));
      expect(Math.max(...found.map(({ max_ms }) => max_ms))).toBe(Math.max(...totals));
    }, PATIENCE);

  for (let i = 0; i < 8; i++) await classify();
  await agree();
  const before = await groups();
  await kill();
  await expect(fetch(origin)).rejects.toThrow();

  origin = await serve();
  expect(await groups()).toEqual(before);
  await classify();
  await agree();
});
