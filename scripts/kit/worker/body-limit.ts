import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.ts';
import { ROOT } from '../paths.ts';

/**
 * The largest body that the Worker takes as it is configured here, in bytes.
 * @throws Failure when wrangler.toml does not say
 */
export function bodyLimit(): number {
  const [, bytes] = /^MAX_BODY_BYTES = (\d+)$/m.exec(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')) ?? [];
  if (bytes === undefined) throw new Failure('wrangler.toml has no line MAX_BODY_BYTES = so many');
  return Number(bytes);
}
