import { beforeEach, expect, it } from 'vitest';

import { deployCommand } from '../../../scripts/deploy.ts';
import { run } from '../../../scripts/kit/command.ts';
import { FULL, LITE } from '../../../scripts/kit/worker/profile.ts';

let done: unknown[];
let noted: string[];

beforeEach(() => {
  done = [];
  noted = [];
});

function deploy(...argv: string[]): Promise<number> {
  const declared = deployCommand(
    ({ name }) => Promise.resolve(void done.push(name)),
    (args) => void done.push(args),
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
    ['lite', ['deploy', LITE.entry, '--dry-run']],
  ],
  [
    ['--env', 'staging', '--no-minify', '--var=A:b', '-c', 'other.toml'],
    ['full', ['deploy', FULL.entry, '--env', 'staging', '--no-minify', '--var=A:b', '-c', 'other.toml']],
  ],
])('%j builds one profile and hands the rest to wrangler', async (argv, expected) => {
  expect(await deploy(...argv)).toBe(0);
  expect(done).toEqual(expected);
});

it.each([
  [['--profile=light'], '--profile takes full or lite, not "light"'],
  [['--profil=lite'], 'unknown option \'--profil\': neither this command nor "wrangler deploy" has it'],
  [['--dry-run', '--halp'], "unknown option '--halp'"],
])('%j is an error before anything is built', async (argv, message) => {
  expect(await deploy(...argv)).toBe(2);
  expect(noted.join()).toContain(`edgelens: ${message}`);
  expect(done).toEqual([]);
});
