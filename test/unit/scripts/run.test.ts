import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { temporaryFolder } from './models/temporary.ts';

/** Takes a while, and fails where another one is at the same work, as two of npm destroy what each of them writes. */
const NPM = `#!/bin/sh
echo run >> npm.log
mkdir busy || exit 1
rm -rf node_modules
sleep 1
mkdir node_modules
[ -e broken ] && exit 1
rmdir busy
`;

/** A fresh clone, as far as run.mjs knows it. */
function clone(): string {
  const folder = temporaryFolder();
  for (const path of [
    'scripts/run.mjs',
    'scripts/kit/process-group.mjs',
    'scripts/kit/turn.mjs',
    'package-lock.json',
  ]) {
    cpSync(join(ROOT, path), join(folder, path));
  }
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), NPM, { mode: 0o755 });
  return folder;
}

/** Runs `echo done`, which takes packages like any other command. */
function run(folder: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  // npm, which has started these tests, must not be taken for the one that installs.
  const env = { ...process.env, PATH: path, npm_execpath: undefined, npm_lifecycle_event: undefined };
  const child = spawn(process.execPath, [join(folder, 'scripts/run.mjs'), 'echo done'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) =>
    child.once('close', (code) => {
      resolve({ code, output });
    }),
  );
}

const installations = (folder: string): number =>
  readFileSync(join(folder, 'npm.log'), 'utf8').trim().split('\n').length;

// Stands in for npm with a shell script.
describe.skipIf(process.platform === 'win32')('commands in a fresh clone', () => {
  it('install once, however many are started at the same time', async () => {
    const folder = clone();
    const all = await Promise.all([run(folder), run(folder), run(folder)]);
    for (const { code, output } of all) {
      expect(output).toMatch(/^done$/m);
      expect(code).toBe(0);
    }
    expect(installations(folder)).toBe(1);
    expect(all.map(({ output }) => output).join('')).toMatch(
      /^edgelens: another command \(process \d+\) installs packages; waiting for it \.\.\.$/m,
    );
    expect(existsSync(join(folder, '.cache/installing'))).toBe(false);
    expect((await run(folder)).output).toBe('done\n');
  });

  it('do not wait for one that was killed', async () => {
    const folder = clone();
    mkdirSync(join(folder, '.cache'));
    // No process has this number.
    writeFileSync(join(folder, '.cache/installing'), String(2 ** 22 + 1));
    expect((await run(folder)).code).toBe(0);
    expect(installations(folder)).toBe(1);
  });

  it('leave nobody waiting when they cannot install', async () => {
    const folder = clone();
    writeFileSync(join(folder, 'broken'), '');
    const { code, output } = await run(folder);
    expect([code, output]).toEqual([1, expect.stringContaining('npm could not install the packages') as string]);
    expect(existsSync(join(folder, '.cache/installing'))).toBe(false);
  });
});
