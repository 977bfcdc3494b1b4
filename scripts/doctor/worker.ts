import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { WRANGLER } from '../kit/paths.ts';
import { WRANGLER_ENV } from '../kit/worker/wrangler.ts';
import { type Finding, fine, note, wrong } from './finding.ts';

/** As `npm run typecheck` calls it. */
const TYPES = ['types', '--check', '--include-runtime', 'false', '--strict-vars', 'false'];

/**
 * Whether the workerd that is installed knows the compatibility date of wrangler.toml, and Cloudflare takes it.
 * @param today as `YYYY-MM-DD`; Cloudflare takes no date that is to come
 */
export function checkCompatibilityDate(root: string, today: string): Finding {
  const toml = readFileSync(join(root, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "(\d{4}-\d\d-\d\d)"$/m.exec(toml)?.[1];
  if (date === undefined) return wrong('wrangler.toml has none', 'git restore wrangler.toml');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'node_modules/workerd/package.json'), 'utf8')));
  // 1.20261117.1 is of that day.
  const known = version.replace(/^\d+\.(\d{4})(\d\d)(\d\d)\..*$/, '$1-$2-$3');
  if (date > today)
    return wrong(`${date} is to come, so that Cloudflare refuses an upload`, 'an earlier one in wrangler.toml');
  if (date > known)
    return note(`${date}, newer than workerd ${version}, which takes ${known} instead`, 'npm install wrangler');
  return fine(`${date}, and workerd knows dates until ${known}`);
}

/** Whether worker-configuration.d.ts is what wrangler makes of wrangler.toml. */
export function checkTypes(root: string): Finding {
  const { status } = spawnSync(process.execPath, [WRANGLER, ...TYPES], {
    cwd: root,
    env: WRANGLER_ENV,
    encoding: 'utf8',
  });
  return status === 0
    ? fine('as wrangler.toml says')
    : note('worker-configuration.d.ts is older than wrangler.toml', 'npm run cf-typegen');
}
