import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Outcome } from '../../../scripts/lab/corpora/campaign.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';

let out = '';

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'edgelens-corpora-test-'));
});
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

function corpora(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, ['scripts/lab/corpora.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
}

it('sends a folder to a Worker, prints tables, writes JSON, and ends with 0', () => {
  const pictures = join(out, 'pictures');
  mkdirSync(join(pictures, 'foreign'), { recursive: true });
  const copy = (name: string, to: string): void => {
    copyFileSync(join(ROOT, 'test/unit/image/fixtures', name), join(pictures, to));
  };
  for (const name of ['422.jpg', 'rgb.jpg', 'progressive-apart.jpg', 'arithmetic.jpg']) copy(name, name);
  copy('meal.heic', 'foreign/meal.heic');
  copy('README.md', 'foreign/text.jpg');
  const json = join(out, 'corpora.json');
  const { status, stdout } = corpora(pictures, '--json', json);
  expect(stdout).toMatch(/^\. +4 +3 +0 +0 +1 +0 +0 +0 +0$/m);
  expect(stdout).toMatch(/^foreign +2 +0 +0 +0 +1 +1 +0 +0 +0$/m);
  expect(stdout).toContain('  foreign: 1 x 415 unsupported-picture-format\n  foreign: 1 x 422 not-a-picture\n');
  expect(stdout).toMatch(/^\. +3 +0\.\d\d +[01]\.\d\d +0$/m);
  expect(stdout).toContain('1 libvips reads it, the Worker refuses it:\n  arithmetic.jpg: 415');
  expect(stdout).toContain('None failed.');
  expect(status).toBe(0);
  const { outcomes } = JSON.parse(readFileSync(json, 'utf8')) as { outcomes: Outcome[] };
  const statuses = Object.fromEntries(outcomes.map(({ name, answer }) => [name, answer.status]));
  expect(statuses).toEqual({
    '422.jpg': 200,
    'rgb.jpg': 200,
    'progressive-apart.jpg': 200,
    'arithmetic.jpg': 415,
    'foreign/meal.heic': 415,
    'foreign/text.jpg': 422,
  });
});

it('ends with 2 for a folder that is not there, before anything is built', () => {
  const { status, stdout, stderr } = corpora(join(out, 'nowhere'));
  expect(stderr).toBe(`edgelens: there is no folder ${join(out, 'nowhere')}\n`);
  expect([status, stdout]).toEqual([2, '']);
});
