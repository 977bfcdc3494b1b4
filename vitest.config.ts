import { availableParallelism, totalmem } from 'node:os';

import { defineConfig } from 'vitest/config';

import { quietWrangler } from './scripts/kit/worker/wrangler.ts';
import { ALONE } from './test/alone.ts';
import { LONG } from './test/long.ts';
import { PATIENCE } from './test/patience.ts';

// Workers are started by the set-up of projects and by test files, whose processes inherit the environment of this one.
quietWrangler();

/** What a process of tests may need at most, with the Workers and pages that it starts. In bytes. */
const PROCESS_BYTES = 2 * 2 ** 30;

/** How many files of tests run at the same time: one a core, as far as there is memory. */
const processes = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / PROCESS_BYTES) - 1));

const below = (paths: Readonly<Record<string, string>>): string[] => Object.keys(paths).map((path) => `test/${path}`);

/** What does not run now. */
const left = process.env['EDGELENS_TESTS'] === 'short' ? below(LONG) : [];

/** Time limits are there to end what hangs, never to judge speed. A hook may start five Workers, one after the other. */
const patient = {
  exclude: [...left, ...below(ALONE)],
  testTimeout: 2 * PATIENCE.timeout,
  hookTimeout: 2 * PATIENCE.timeout,
  expect: { poll: PATIENCE },
  environment: 'node',
  // What a file imports is evaluated once a process and not once a file; no file changes what others import.
  isolate: false,
};

export default defineConfig({
  test: {
    maxWorkers: processes,
    reporters: ['default', './test/reporter.ts'],
    projects: [
      { test: { ...patient, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          ...patient,
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/worker/kit/serve.ts'],
          setupFiles: ['test/worker/kit/failure.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/kit/serve.ts'],
          setupFiles: ['test/worker/kit/failure.ts'],
        },
      },
      { test: { ...patient, name: 'commands', include: ['test/commands/**/*.test.ts'] } },
      { test: { ...patient, name: 'alone', include: below(ALONE), exclude: left, isolate: true } },
      { test: { ...patient, name: 'smoke', include: ['test/smoke/**/*.test.ts'] } },
    ],
  },
});
