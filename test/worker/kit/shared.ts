import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TestProject } from 'vitest/node';
import { createTestHarness } from 'wrangler';

import { bundleForTests } from '../../bundle.ts';
import { endOfLog } from './end-of-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Worker answers, without a slash at the end. */
    readonly origin: string;
    /** Where the bundled Worker is. */
    readonly bundle: string;
    /** Where the end of its log is. */
    readonly log: string;
  }
}

/**
 * Serves the Worker that all files of a project ask, bundled by wrangler as for a deployment, and its log.
 * @param vars what it sets otherwise than wrangler.toml
 * @returns a function that ends it
 */
export async function serveShared(project: TestProject, vars: Record<string, string>): Promise<() => Promise<void>> {
  const bundle = bundleForTests();
  project.provide('bundle', bundle);
  const worker = createTestHarness({ workers: [{ configPath: 'wrangler.toml', prebuiltWorkerDir: bundle, vars }] });
  const { url } = await worker.listen();
  project.provide('origin', url.origin);

  const log = createServer((_, response) => {
    response.end(endOfLog(worker));
  });
  await new Promise<void>((resolve) => log.listen(0, '127.0.0.1', resolve));
  project.provide('log', `http://127.0.0.1:${(log.address() as AddressInfo).port}`);
  return async () => {
    log.close();
    await worker.close();
  };
}
