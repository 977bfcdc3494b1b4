import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, it } from 'vitest';

import { freePort } from '../free-port.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill('SIGINT')) await ended;
  }
});

/** `npm start` with these arguments, and all that it prints. */
function start(...args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start.ts', ...args], { cwd: ROOT });
  children.push(child);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  return { child, output: () => chunks.join('') };
}

/** Bytes that wrangler's trace collector has written about requests. */
function traceBytes(): number {
  const folder = join(ROOT, '.wrangler/state/v3/observability');
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, { size }) => sum + size, 0);
}

it('serves, prints a curl line, and that line finds the panda', async () => {
  const traced = traceBytes();
  const { child, output } = start('--port', String(await freePort()));
  while (!output().includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const line = /^ +curl (-F image=@\S+) (http:\/\/localhost:\d+\/v1\/classify)$/m.exec(output());
  const answer = execFileSync('curl', ['--silent', '--show-error', ...(line?.[1]?.split(' ') ?? []), line?.[2] ?? ''], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const { predictions, start: begin } = JSON.parse(answer) as {
    predictions: { index: number }[];
    start: { kind: string; isolate: { requests_before: number } };
  };
  expect(predictions[0]?.index).toBe(388);
  expect(begin).toMatchObject({ kind: 'cold', runtime: 'created', session: 'created' });
  expect(begin.isolate.requests_before).toBe(0);
  expect(traceBytes(), 'each request would be written into a database that nobody empties').toBe(traced);
});

it('says that the port is taken, and what to do', async () => {
  const port = await freePort();
  const blocker = createServer().listen(port, '127.0.0.1');
  try {
    const { child, output } = start('--port', String(port));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(1);
    expect(output()).toContain(`port ${port} is taken`);
    expect(output()).toContain(`npm start -- --port ${port + 1}`);
    expect(output()).not.toMatch(/^\s+at /m);
  } finally {
    blocker.close();
  }
});

it('explains its options, and names a wrong one', async () => {
  const help = start('--help');
  expect(await new Promise((resolve) => help.child.once('exit', resolve))).toBe(0);
  expect(help.output()).toContain('--host 0.0.0.0');
  const wrong = start('--prot', '1');
  expect(await new Promise((resolve) => wrong.child.once('exit', resolve))).toBe(2);
  expect(wrong.output()).toContain('--prot');
});
