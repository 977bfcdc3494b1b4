import { beforeEach, expect, it, vi } from 'vitest';

import type { ServedSettings } from '../../../scripts/build/served.ts';
import { deployCommand } from '../../../scripts/deploy.ts';
import { run } from '../../../scripts/kit/command.ts';
import { FULL, LITE } from '../../../scripts/kit/worker/profile.ts';

let done: unknown[];
let served: ServedSettings;
let noted: string[];

beforeEach(() => {
  done = [];
  served = { args: [], env: {} };
  // The tests are run with it.
  vi.stubEnv('EDGELENS_OFFLINE', undefined);
  noted = [];
});

function deploy(...argv: string[]): Promise<number> {
  const declared = deployCommand(
    ({ name }, network, isTrial) =>
      Promise.resolve(void done.push(name, ...(network.offline ? ['offline'] : []), ...(isTrial ? ['trial'] : []))),
    (args, env) => void done.push(args, ...Object.values(env)),
    () => Promise.resolve(served),
  );
  return run(declared, argv, { print: () => undefined, note: (line) => noted.push(line) });
}

it.each([
  [[], ['full', ['deploy', FULL.entry]]],
  [
    ['--profile', 'lite'],
    ['lite', ['deploy', LITE.entry]],
  ],
  [['--profile=lite'], ['lite', ['deploy', LITE.entry]]],
  [
    ['--dry-run', '--profile=lite'],
    ['lite', 'trial', ['deploy', LITE.entry, '--dry-run']],
  ],
  [
    ['--env', 'staging', '--no-minify', '--var=A:b', '-c', 'other.toml'],
    ['full', ['deploy', FULL.entry, '--env', 'staging', '--no-minify', '--var=A:b', '-c', 'other.toml']],
  ],
  [['--gradual'], ['full', ['versions', 'upload', FULL.entry]]],
  [
    ['--gradual', '--env', 'production', '--tag', 'v2'],
    ['full', ['versions', 'upload', FULL.entry, '--env', 'production', '--tag', 'v2']],
  ],
  // wrangler has it without listing it.
  [
    ['--temporary', '--dry-run'],
    ['full', 'trial', ['deploy', FULL.entry, '--temporary', '--dry-run']],
  ],
])('%j builds one profile and hands the rest to wrangler', async (argv, expected) => {
  expect(await deploy(...argv)).toBe(0);
  expect(done).toEqual(expected);
});

it('serves models that were fetched, and fetches none where that is asked', async () => {
  served = { args: ['--assets', 'there'], env: { CONDITION: 'served' } };
  expect(await deploy('--offline', '--dry-run')).toBe(0);
  expect(done).toEqual([
    'full',
    'offline',
    'trial',
    ['deploy', FULL.entry, '--assets', 'there', '--dry-run'],
    'served',
  ]);
});

it.each([
  [['--profile=light'], '--profile takes full or lite, not "light"'],
  [['--profil=lite'], 'unknown option \'--profil\': neither this command nor "wrangler deploy" has it'],
  [['--dry-run', '--halp'], "unknown option '--halp'"],
  // Only a deployment has these.
  [
    ['--gradual', '--routes', 'a.example'],
    'unknown option \'--routes\': neither this command nor "wrangler versions upload" has it',
  ],
])('%j is an error before anything is built', async (argv, message) => {
  expect(await deploy(...argv)).toBe(2);
  expect(noted.join()).toContain(`edgelens: ${message}`);
  expect(done).toEqual([]);
});
