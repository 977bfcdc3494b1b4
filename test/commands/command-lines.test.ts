import { spawnSync } from 'node:child_process';

import { expect, it } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';

function run(script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [`scripts/${script}.ts`, ...args], { cwd: ROOT, encoding: 'utf8' });
}

it.each([
  'start',
  'build',
  'build/kernels',
  'size',
  'deploy',
  'doctor',
  'models',
  'train',
  'calibrate',
  'verify',
  'classify',
  'lab/docs',
  'lab/corpora',
])('%s helps, and refuses a wrong option before it does anything', (script) => {
  const help = run(script, '--help');
  expect(help.stdout).toMatch(/^Usage: npm (run \w+|start) --/);
  expect([help.status, help.stderr]).toEqual([0, '']);
  const wrong = run(script, '--halp');
  expect(wrong.stderr).toMatch(/^edgelens: unknown option '--halp'/);
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
});

it('size suggests the option that was meant', () => {
  expect(run('size', '--halp').stderr).toBe("edgelens: unknown option '--halp'\n(Did you mean --help?)\n");
});

it('test prints its own help, and leaves every other option to vitest', () => {
  expect(run('test', '--help').stdout).toContain('npm test -- --project unit');
});
