import { spawnSync } from 'node:child_process';

import { Failure } from './models/failure.ts';
import { ROOT, WRANGLER } from './paths.ts';

/** wrangler's environment: no statistics to Cloudflare, and no request for a made-up `Request.cf`, which needs network. */
export const WRANGLER_ENV = {
  ...process.env,
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/**
 * Runs wrangler to its end.
 * @param quiet keep its output back unless it fails
 * @throws Failure with its output when it ends with an error
 */
export function wrangler(args: readonly string[], { quiet = false } = {}): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: WRANGLER_ENV,
  });
  if (status !== 0) throw new Failure(`wrangler ${args[0] ?? ''} failed${quiet ? `:\n${stdout}${stderr}` : ''}`);
}
