import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TestProject } from 'vitest/node';
import { createTestHarness } from 'wrangler';

import { AT_A_TIME } from '../../at-a-time.ts';
import { bundleForTests } from '../../bundle.ts';
import { endOfLog } from './end-of-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the shared Workers answer, by the number of the process less one, without a slash at the end. */
    readonly origins: readonly string[];
    /** Where the ends of their logs are. */
    readonly logs: readonly string[];
    /** Where the bundled Worker is. */
    readonly bundle: string;
  }
}

interface Shared {
  readonly origin: string;
  readonly log: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves the Workers that the files of a project ask, bundled by wrangler as for a deployment, and their logs: one for each
 * process of tests, so that no file finds its Worker busy with what another asks.
 * @param vars what they set otherwise than wrangler.toml
 * @returns a function that ends them
 */
export async function serveShared(project: TestProject, vars: Record<string, string>): Promise<() => Promise<void>> {
  const bundle = bundleForTests();
  const shared = await Promise.all(Array.from({ length: AT_A_TIME }, () => serveOne(bundle, vars)));
  project.provide('bundle', bundle);
  project.provide(
    'origins',
    shared.map(({ origin }) => origin),
  );
  project.provide(
    'logs',
    shared.map(({ log }) => log),
  );
  return async () => {
    await Promise.all(shared.map(({ close }) => close()));
  };
}

async function serveOne(bundle: string, vars: Record<string, string>): Promise<Shared> {
  const worker = createTestHarness({ workers: [{ configPath: 'wrangler.toml', prebuiltWorkerDir: bundle, vars }] });
  const { url } = await worker.listen();
  const log = createServer((_, response) => {
    response.end(endOfLog(worker));
  });
  await new Promise<void>((resolve) => log.listen(0, '127.0.0.1', resolve));
  return {
    origin: url.origin,
    log: `http://127.0.0.1:${(log.address() as AddressInfo).port}`,
    close: async () => {
      log.close();
      await worker.close();
    },
  };
}
