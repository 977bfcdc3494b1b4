import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, vi } from 'vitest';

import { exitCodeOf, runGroup } from '../../../../scripts/kit/process-group.mjs';
import { PATIENCE } from '../../../patience.ts';
import { stillRunning } from '../../../processes.ts';

const SCRIPT = fileURLToPath(new URL('scripts/group.ts', import.meta.url));

/** Starts the script, and waits until that many processes of its group have said who they are. */
async function startScript(program: 'stays' | 'leaves', count: number) {
  const child = spawn(process.execPath, [SCRIPT, program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const members = (): number[] => printed.trim().split('\n').map(Number);
  await vi.waitUntil(() => printed.endsWith('\n') && members().length === count, PATIENCE);
  return { child, ended, members: members() };
}

it('returns the exit code of a program', async () => {
  expect(await runGroup(process.execPath, ['-e', 'process.exit(5)'], { stdio: 'ignore' })).toBe(5);
});

it('throws what cannot be started', async () => {
  await expect(runGroup('no-such-program', [], { stdio: 'ignore' })).rejects.toMatchObject({ code: 'ENOENT' });
});

it('leaves the signals of this process as they were', async () => {
  const before = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));
  await runGroup(process.execPath, ['-e', ''], { stdio: 'ignore' });
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal))).toEqual(before);
});

it('knows the exit codes of shells', () => {
  expect([exitCodeOf(0, null), exitCodeOf(3, null)]).toEqual([0, 3]);
  expect([exitCodeOf(null, 'SIGHUP'), exitCodeOf(null, 'SIGINT'), exitCodeOf(null, 'SIGKILL')]).toEqual([
    129, 130, 137,
  ]);
});

describe.skipIf(process.platform === 'win32')('where there are process groups', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends on %s with %i, and with it a group that heeds no signal', async (signal, code) => {
    const { child, ended, members } = await startScript('stays', 2);
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    await vi.waitUntil(() => stillRunning(members).length === 0, PATIENCE);
  });

  it('leaves nothing behind that outlives the program', async () => {
    const { ended, members } = await startScript('leaves', 1);
    expect(await ended).toEqual([7, null]);
    await vi.waitUntil(() => stillRunning(members).length === 0, PATIENCE);
  });
});
