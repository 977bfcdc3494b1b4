import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Findings } from '../../scripts/bench/experiment.ts';
import type { Summary } from '../../scripts/bench/summary.ts';
import { classification, fakeServer } from '../unit/scripts/bench/fake-server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let out = '';

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'edgelens-bench-test-'));
});
afterEach(() => {
  rmSync(out, { recursive: true, force: true });
});

interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** `npm run bench` with these arguments. */
function bench(...args: string[]): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(process.execPath, ['scripts/bench.ts', ...args, '--out', out], { cwd: ROOT });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  const ended = new Promise<Ending>((resolve) =>
    child.once('close', (code) => {
      resolve({ code, output: chunks.join('') });
    }),
  );
  return { child, ended };
}

function read(): Findings & { summary: Summary; machine: { workerd: string }; interrupted: boolean } {
  return JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8')) as ReturnType<typeof read>;
}

it('measures the real Worker: a cold answer in a process of its own, and warm ones', async () => {
  const argv = ['--cold', '1', '--warm', '3', '--warmup', '1', '--models', 'mobilenetv3_small_distilled'];
  const { code, output } = await bench(...argv).ended;
  expect(output).toMatch(/^mobilenetv3_small_distilled\n {2}cold +1 /m);
  expect(code).toBe(0);
  const { samples, processes, summary, interrupted } = read();
  expect(interrupted).toBe(false);
  expect(samples.map(({ role, status, start }) => [role, status, start?.kind, start?.requests_before])).toEqual([
    ['cold', 200, 'cold', 0],
    ['warmup', 200, 'warm', 1],
    ['warm', 200, 'warm', 2],
    ['warm', 200, 'warm', 3],
    ['warm', 200, 'warm', 4],
  ]);
  const [cold, warm] = summary.rows;
  expect([cold?.kind, warm?.kind]).toEqual(['cold', 'warm']);
  expect(Object.keys(cold?.parts ?? {})).toEqual(
    expect.arrayContaining(['load', 'decode', 'preprocess', 'infer', 'network']),
  );
  expect(processes).toHaveLength(1);
  expect(processes[0]?.listening_ms).toBeGreaterThan(0);
  for (const name of ['phases.svg', 'distributions.svg']) expect(existsSync(join(out, name))).toBe(true);
});

it('prints what there is so far on Ctrl-C', async () => {
  await using server = await fakeServer(() => classification('warm', { load: 0, infer: 1 }));
  const { child, ended } = bench('--url', server.origin, '--models', 'small', '--warm', '1000000');
  while (server.asked.length < 50) {
    if (child.exitCode !== null) throw new Error((await ended).output);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGINT');
  const { code, output } = await ended;
  expect(output).toContain('Interrupted: this is what there was so far.');
  expect(output).toMatch(/^small\n {2}warm /m);
  expect(code).toBe(0);
  expect(read().interrupted).toBe(true);
});

it('explains its options', async () => {
  const { code, output } = await bench('--help').ended;
  expect(code).toBe(0);
  expect(output).toContain('--concurrency <n>');
});

it('says in one sentence what is wrong, and ends with 2 for a wrong command line and 1 for all else', async () => {
  await using server = await fakeServer(() => ({ status: 503, body: { title: 'No', detail: 'Later.' } }));
  const text = join(out, 'text.jpg');
  writeFileSync(text, 'no picture');
  const cases: [string[], number, string][] = [
    [['--rate', '3', '--concurrency', '2'], 2, 'choose one'],
    [['--url', server.origin, '--models', 'resnet50'], 2, 'has no model resnet50. Known: small, large'],
    [['--url', server.origin, '--models', 'small', '--picture', text], 2, 'does not begin like a picture'],
    [['--url', server.origin, '--picture', join(out, 'none.jpg')], 2, 'there is no picture'],
    [['--url', 'http://localhost:1'], 1, 'http://localhost:1 cannot be reached'],
    [['--url', server.origin, '--models', 'small', '--warm', '1'], 1, '503 Later.'],
  ];
  const endings = await Promise.all(cases.map(([argv]) => bench(...argv).ended));
  for (const [index, { code, output }] of endings.entries()) {
    const [argv, expected, message] = cases[index] ?? [[], 0, ''];
    expect(output).toContain(message);
    expect([argv, code]).toEqual([argv, expected]);
    expect(output).not.toMatch(/^\s+at /m);
  }
});
