import { join } from 'node:path';

import { createTestHarness } from 'wrangler';

import { ROOT } from '../kit/paths.ts';
import { WRANGLER_ENV } from '../kit/worker/wrangler.ts';

/** A Worker that runs in workerd on this machine. */
interface LocalWorker {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves the Worker as it is deployed, except that everybody may calibrate it, as often as they like. The assets must have been built. */
export async function startLocalWorker(): Promise<LocalWorker> {
  // createTestHarness() takes its environment from this process.
  Object.assign(process.env, WRANGLER_ENV);
  const server = createTestHarness({
    workers: [{ configPath: join(ROOT, 'wrangler.toml'), vars: { ALLOW_DISTURBANCE: 'true', RATE_LIMIT: 'off' } }],
  });
  const { url } = await server.listen();
  return { origin: url.origin, close: () => server.close() };
}
