import type { TestProject } from 'vitest/node';

import { serveShared } from './shared.ts';

/**
 * Serves the Worker, bundled by wrangler as for a deployment, in workerd with its real models; once for all files.
 * They ask more than one client may, so rates are not limited.
 */
export default function serve(project: TestProject): Promise<() => Promise<void>> {
  return serveShared(project, { RATE_LIMIT: 'off' });
}
