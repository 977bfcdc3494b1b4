import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { DecodeResult } from '../../../scripts/lab/fuzz/decode/campaign.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
let out = '';

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'edgelens-fuzz-test-'));
});
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

function fuzz(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ['scripts/lab/fuzz.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
}

it('prints its seed and tables, writes JSON, and ends with 0 when nothing failed', () => {
  const json = join(out, 'fuzz.json');
  const { status, stdout } = fuzz('--runs', '12', '--http-runs', '0', '--save', out, '--json', json);
  const [, seed] = /^seed (\d+)$/m.exec(stdout) ?? [];
  expect(stdout).toMatch(/^all +12 /m);
  expect(stdout).toContain('None failed.');
  expect(status).toBe(0);
  const result = JSON.parse(readFileSync(json, 'utf8')) as { seed: number; decode: DecodeResult };
  expect(String(result.seed)).toBe(seed);
  expect(result.decode.tallies.png?.inputs).toBe(4);
});

it('shows what becomes of one input of a seed', () => {
  const { status, stdout } = fuzz('--seed', '1', '--input', 'foreign:3');
  expect(stdout).toContain('"result": "refusal"');
  const [path = ''] = /^dist\/fuzz\/1-foreign-3\.bin$/m.exec(stdout) ?? [];
  expect(readFileSync(join(ROOT, path)).length).toBeGreaterThan(0);
  expect(status).toBe(0);
});

it('ends with 2 for a command line that makes no sense', () => {
  const { status, stderr } = fuzz('--input', 'jpeg:1');
  expect(stderr).toContain('--input needs the --seed that made it');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(2);
});
