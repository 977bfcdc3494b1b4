import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, parse, relative } from 'node:path';

import { KERNELS, ROOT, WEB_FILES } from '../scripts/kit/paths.ts';
import { bundleWorker, filesBelow } from '../scripts/kit/worker/wrangler.ts';

const BUNDLES = join(ROOT, '.cache/test-bundles');

/** All that a bundle is made of. */
const PARTS = ['src', 'models/manifest.json', 'package-lock.json', 'tsconfig.json', 'wrangler.toml'].map((path) =>
  join(ROOT, path),
);

/**
 * Bundles the Worker of this repository as for a deployment, unless the same one was bundled before: wrangler would do it
 * again for each Worker that a test starts.
 * @param entry where the code begins, instead of what wrangler.toml says
 * @returns the folder, for `prebuiltWorkerDir` of wrangler's test harness
 */
export function bundleForTests(entry?: string): string {
  const hash = fingerprint();
  const folder = join(BUNDLES, entry === undefined ? hash : `${hash}-${parse(entry).name}`);
  if (existsSync(folder)) return folder;
  mkdirSync(BUNDLES, { recursive: true });
  for (const old of readdirSync(BUNDLES).filter((name) => !name.startsWith(hash) && !name.endsWith('.tmp')))
    rmSync(join(BUNDLES, old), { recursive: true, force: true });
  // Whole or not at all: another process may look for it.
  const unfinished = join(BUNDLES, `${process.pid}.tmp`);
  bundleWorker(unfinished, entry === undefined ? {} : { entry });
  renameSync(unfinished, folder);
  return folder;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = [...PARTS, KERNELS, WEB_FILES].flatMap((path) =>
    path.endsWith('.json') || path.endsWith('.toml') ? [path] : filesBelow(path),
  );
  for (const path of files) hash.update(`${relative(ROOT, path)}\0`).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}
