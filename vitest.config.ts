import { defineConfig } from 'vitest/config';

import { quietWrangler } from './scripts/kit/worker/wrangler.ts';
import { LONG } from './test/long.ts';
import { PATIENCE } from './test/patience.ts';

// Workers are started by the set-up of projects and by test files, whose processes inherit the environment of this one.
quietWrangler();

/** Time limits are there to end what hangs, never to judge speed. A hook may start five Workers, one after the other. */
const patient = {
  exclude: process.env['EDGELENS_TESTS'] === 'short' ? Object.keys(LONG).map((path) => `test/${path}`) : [],
  testTimeout: 2 * PATIENCE.timeout,
  hookTimeout: 2 * PATIENCE.timeout,
  expect: { poll: PATIENCE },
  environment: 'node',
} as const;

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      { test: { ...patient, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          ...patient,
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/worker/kit/serve.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/kit/serve.ts'],
        },
      },
      { test: { ...patient, name: 'commands', include: ['test/commands/**/*.test.ts'] } },
      { test: { ...patient, name: 'smoke', include: ['test/smoke/**/*.test.ts'] } },
    ],
  },
});
