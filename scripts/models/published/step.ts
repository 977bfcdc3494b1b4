import { fileURLToPath } from 'node:url';

import { ROOT } from '../../kit/paths.ts';
import { runGroup } from '../../kit/process-group.mjs';
import { hubOf } from '../hub/address.ts';

const MODELS = fileURLToPath(new URL('../../models.ts', import.meta.url));

/** As `mirrorOption` and `offlineOption` give them. */
export interface NetworkOptions {
  readonly mirror?: string | undefined;
  readonly offline: boolean;
}

/**
 * Has the published MobileNetV3 ready before a start or a deployment, in a process of its own: whatever happens to that one,
 * this one goes on.
 *
 * @throws UsageError for a mirror that is not an address
 */
export async function fetchPublished({ mirror, offline }: NetworkOptions): Promise<void> {
  if (mirror !== undefined) hubOf({}, mirror);
  const options = [...(mirror === undefined ? [] : ['--mirror', mirror]), ...(offline ? ['--offline'] : [])];
  await runGroup(process.execPath, [MODELS, 'fetch', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
