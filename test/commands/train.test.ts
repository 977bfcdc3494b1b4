import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import { PATIENCE } from '../patience.ts';

const MANIFEST = join(ROOT, 'models/manifest.json');
const ARGUMENTS = ['scripts/train.ts', '--backbone', 'mobilenetv3_small_distilled', '--name', 'a_test_of_training'];
/** Another one each time, so that the features are not there yet. */
const SEED = String(Date.now() % 2 ** 31);
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-train-test-'));
  for (const [index, kind] of ['dark', 'light'].entries()) {
    mkdirSync(join(folder, kind));
    for (let picture = 0; picture < 10; picture++) {
      const background = { r: 150 * index + picture, g: 100, b: 100 };
      const file = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toBuffer();
      writeFileSync(join(folder, kind, `${picture}.png`), file);
    }
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const path of globSync(join(ROOT, `.cache/train/features/*/*-${SEED}.safetensors`))) rmSync(path);
});

it('heeds Ctrl-C while features are computed, says what is kept, and registers nothing', async () => {
  const before = readFileSync(MANIFEST);
  // So many crops that it cannot be done before the signal.
  const child = spawn(process.execPath, [...ARGUMENTS, '--data', folder, '--views', '100', '--seed', SEED], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  await vi.waitUntil(() => output.includes('features') || child.exitCode !== null, PATIENCE);
  child.kill('SIGINT');
  expect((await ended)[0], output).toBe(130);
  expect(output).toMatch(
    /^edgelens: interrupted after the features of (?:\d+ of 20 pictures|20 pictures and of the crops of \d+ of 16), which are kept/m,
  );
  expect(output).not.toMatch(/^\s+at /m);
  expect(readFileSync(MANIFEST).equals(before)).toBe(true);
});

it('says in a sentence that folders are parts of a data set, and what would be right', () => {
  const parts = join(folder, 'parts');
  for (const part of ['train', 'test']) mkdirSync(join(parts, part, 'cat'), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [...ARGUMENTS, '--data', parts], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stderr).toBe(
    `edgelens: ${parts} holds parts of a data set (train, test), not classes. The training keeps pictures aside by itself, ` +
      `so give it one part: --data ${join(parts, 'train')} --name a_test_of_training, and then measure it on pictures ` +
      `that it has not seen: npm run models -- evaluate --model a_test_of_training --data ${join(parts, 'test')}\n`,
  );
  expect(status).toBe(1);
});
