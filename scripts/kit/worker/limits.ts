import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.ts';
import { ROOT } from '../paths.ts';

/** Uncompressed size of a Worker (https://developers.cloudflare.com/workers/platform/limits/#worker-size). */
export const WORKER_BYTES = 64 * 2 ** 20;

/**
 * The largest body that the Worker accepts with the configuration of this repository, in bytes.
 * @throws Failure when wrangler.toml does not say
 */
export function bodyLimit(): number {
  const [, bytes] = /^MAX_BODY_BYTES = (\d+)$/m.exec(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')) ?? [];
  if (bytes === undefined) throw new Failure('wrangler.toml has no line MAX_BODY_BYTES = <number>');
  return Number(bytes);
}
