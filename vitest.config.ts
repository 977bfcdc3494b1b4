import { defineConfig } from 'vitest/config';

import { quietWrangler } from './scripts/kit/worker/wrangler.ts';
import { ALONE } from './test/alone.ts';
import { AT_A_TIME } from './test/at-a-time.ts';
import { LONG } from './test/long.ts';
import { PATIENCE } from './test/patience.ts';

// Workers are started by the set-up of projects and by test files, whose processes inherit the environment of this one.
quietWrangler();
// A test that fetches a model has a hub of its own on this machine, and nobody's fetched models are tested.
process.env['EDGELENS_OFFLINE'] = '1';
// Where nobody listens, for a test that forgets to name its own.
process.env['HF_ENDPOINT'] = 'http://127.0.0.1:9';
process.env['EDGELENS_PUBLISHED'] = '.cache/test-published';

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
};

export default defineConfig({
  test: {
    maxWorkers: AT_A_TIME,
    reporters: ['default', './test/reporter.ts'],
    projects: [
      // What a file imports is evaluated once a process and not once a file; no file changes what others import.
      { test: { ...patient, name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
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
      { test: { ...patient, name: 'alone', include: below(ALONE), exclude: left } },
      { test: { ...patient, name: 'smoke', include: ['test/smoke/**/*.test.ts'] } },
    ],
  },
});
