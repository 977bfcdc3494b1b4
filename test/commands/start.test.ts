import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import { freePort } from '../free-port.ts';
import { PATIENCE } from '../patience.ts';
import { familyOf, stillRunning } from '../processes.ts';

/** `npm start` on a port. */
interface Start {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Exit code. */
  readonly ended: Promise<number | null>;
  /** Waits until it has printed this. */
  readonly says: (text: string) => Promise<void>;
}

const started: Start[] = [];

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});

function start(port: number): Start {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start.ts', '--port', String(port)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (text: string): Promise<void> => {
    await vi.waitUntil(() => output.includes(text) || child.exitCode !== null, PATIENCE);
    expect(output).toContain(text);
  };
  const begun = { child, output: () => output, ended, says };
  started.push(begun);
  return begun;
}

/** The first that the build says; by then the port was looked at. */
const BUILDING = 'edgelens: kernels';
const SERVING = 'EdgeLens answers';

it('ends and says why when somebody takes the port meanwhile, even if that one answers /healthz', async () => {
  const port = await freePort();
  const { says, ended, output } = start(port);
  await says(BUILDING);
  const other = createServer((_, response) => response.end('ok')).listen(port, '127.0.0.1');
  try {
    expect(await ended).toBe(1);
    expect(output()).toContain(`edgelens: port ${port} is taken. Stop what uses it`);
    expect(output()).not.toContain(SERVING);
    expect(output()).not.toMatch(/^\s+at /m);
  } finally {
    other.close();
  }
});

it('serves once when it is started twice at once', async () => {
  const port = await freePort();
  const both = [start(port), start(port)];
  const first = await Promise.race(both.map(({ ended }, index) => ended.then((code) => ({ index, code }))));
  expect(first.code).toBe(1);
  expect(both[first.index]?.output()).toContain(`port ${port} is taken`);
  expect(both[first.index]?.output()).not.toContain(SERVING);
  await both[1 - first.index]?.says(SERVING);
});

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each([
    ['SIGINT', 130, BUILDING],
    ['SIGTERM', 143, BUILDING],
    ['SIGHUP', 129, BUILDING],
    ['SIGINT', 130, SERVING],
    ['SIGTERM', 143, SERVING],
    ['SIGHUP', 129, SERVING],
  ] as const)('%s ends it with %i and leaves nothing running, after it said "%s"', async (signal, code, moment) => {
    const { child, ended, says } = start(await freePort());
    await says(moment);
    const family = familyOf(child.pid ?? 0);
    // The script, what it runs, and when it serves wrangler with its own, and workerd.
    expect(family.length).toBeGreaterThanOrEqual(moment === SERVING ? 5 : 3);
    child.kill(signal);
    expect(await ended).toBe(code);
    await vi.waitUntil(() => stillRunning(family).length === 0, PATIENCE);
  });
});
