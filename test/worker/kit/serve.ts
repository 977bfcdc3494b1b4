import type { TestProject } from 'vitest/node';
import { createTestHarness } from 'wrangler';

import { bundleForTests } from '../../bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Worker answers, without a slash at the end. */
    readonly origin: string;
    /** Where the bundled Worker is. */
    readonly bundle: string;
  }
}

/**
 * Serves the Worker, bundled by wrangler as for a deployment, in workerd with its real models; once for all files.
 * They ask more than one client may, so rates are not limited.
 */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const bundle = bundleForTests();
  project.provide('bundle', bundle);
  const server = createTestHarness({
    workers: [{ configPath: 'wrangler.toml', prebuiltWorkerDir: bundle, vars: { RATE_LIMIT: 'off' } }],
  });
  const { url } = await server.listen();
  project.provide('origin', url.origin);
  return () => server.close();
}
