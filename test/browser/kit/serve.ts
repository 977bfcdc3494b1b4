import type { TestProject } from 'vitest/node';

import { startBrowser } from '../../../scripts/lab/page/chromium.ts';
import { serveShared } from '../../worker/kit/shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the browser for playwright; null if there is none, which never happens on Linux. */
    readonly browser: string | null;
  }
}

/**
 * Serves the Worker as `npm start` does and starts a browser, once for all files. Together they send more requests than one
 * client may, so rates are not limited.
 */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const browser = await startBrowser();
  if (browser === undefined) {
    console.error(
      'The tests in test/browser are skipped: there is no Chrome on this machine. Install it, or use Linux.',
    );
  }
  project.provide('browser', browser?.wsEndpoint() ?? null);
  const close = await serveShared(project, { RATE_LIMIT: 'off', ALLOW_DISTURBANCE: 'true' });
  return async () => {
    await Promise.all([close(), browser?.close()]);
  };
}
