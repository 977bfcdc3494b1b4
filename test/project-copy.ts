import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { ROOT } from '../scripts/kit/paths.ts';

/** What commands run and serve. */
const COPIED = [
  ...['src', 'scripts', 'models', 'dist/assets', 'dist/description', 'dist/kernels', 'dist/texts', 'dist/web'],
  ...['dist/web-files.json', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'wrangler.toml'],
];

/** What is only read. */
const LINKED = ['node_modules', '.cache/sources'];

/**
 * A copy of this project for a test whose commands change its models, which other tests read meanwhile. It is gone after the
 * test.
 */
export async function projectCopy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-project-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, '.cache'));
  for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  for (const path of LINKED) await symlink(join(ROOT, path), join(folder, path));
  return folder;
}
