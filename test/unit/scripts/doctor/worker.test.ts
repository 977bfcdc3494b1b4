import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { checkCompatibilityDate, checkTypes } from '../../../../scripts/doctor/worker.ts';
import { WRANGLER } from '../../../../scripts/kit/paths.ts';
import { WRANGLER_ENV } from '../../../../scripts/kit/worker/wrangler.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'edgelens-doctor-'));
  await mkdir(join(root, 'node_modules/workerd'), { recursive: true });
  await writeFile(join(root, 'node_modules/workerd/package.json'), '{"version":"1.20261117.1"}');
});

afterEach(() => rm(root, { recursive: true }));

it.each([
  ['2026-10-20', 'fine', '2026-10-20, and workerd knows dates until 2026-11-17'],
  ['2026-11-17', 'fine', '2026-11-17, and workerd knows dates until 2026-11-17'],
  ['2026-11-18', 'note', '2026-11-18, newer than workerd 1.20261117.1, which takes 2026-11-17 instead'],
  ['2026-12-01', 'wrong', '2026-12-01 is to come, so that Cloudflare refuses an upload'],
  ['someday', 'wrong', 'wrangler.toml has none'],
])('compatibility date %s: %s', async (date, state, found) => {
  await writeFile(join(root, 'wrangler.toml'), `name = "shop"\ncompatibility_date = "${date}"\n`);
  expect(checkCompatibilityDate(root, '2026-11-29')).toMatchObject({ state, found });
});

it('types are those of wrangler.toml, or older', async () => {
  const settings = 'name = "shop"\nmain = "index.ts"\ncompatibility_date = "2026-11-17"\n';
  await writeFile(join(root, 'index.ts'), 'export default {};');
  await writeFile(join(root, 'wrangler.toml'), settings);
  const args = [WRANGLER, 'types', '--include-runtime', 'false', '--strict-vars', 'false'];
  execFileSync(process.execPath, args, { cwd: root, env: WRANGLER_ENV, stdio: 'ignore' });
  expect(checkTypes(root)).toEqual({ state: 'fine', found: 'as wrangler.toml says' });
  await writeFile(join(root, 'wrangler.toml'), `${settings}[vars]\nNEW = "variable"\n`);
  expect(checkTypes(root)).toEqual({
    state: 'note',
    found: 'worker-configuration.d.ts is older than wrangler.toml',
    remedy: 'npm run cf-typegen',
  });
});
