import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';

/** Signals that ask a process to end, and the exit codes that say so. */
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** A folder for files that nobody needs afterwards. */
export interface TemporaryFolder {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * Makes a new folder. It is also removed when the process ends, because what benches put there may take a gigabyte.
 * @param prefix what its path begins with; relative to the system's folder for temporary files
 */
export async function openTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const path = resolve(tmpdir(), prefix);
  await mkdir(dirname(path), { recursive: true });
  const folder = mkdtempSync(path);
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { folder, remove };
}

/**
 * Runs `work` in a new folder that is removed afterwards, also when a signal ends the process meanwhile.
 * @param interrupts how many SIGINT end the process: two where somebody heeds the first one, so that work ends by itself
 */
export async function inTemporaryFolder<Result>(
  prefix: string,
  work: (folder: string) => Promise<Result>,
  { interrupts = 1 }: { interrupts?: number } = {},
): Promise<Result> {
  const { folder, remove } = await openTemporaryFolder(prefix);
  const handlers = SIGNALS.map(([signal, code]) => {
    let left = signal === 'SIGINT' ? interrupts : 1;
    const onSignal = (): void => {
      if (--left <= 0) process.exit(code);
    };
    return [signal, onSignal] as const;
  });
  for (const [signal, onSignal] of handlers) process.on(signal, onSignal);
  try {
    return await work(folder);
  } finally {
    for (const [signal, onSignal] of handlers) process.off(signal, onSignal);
    remove();
  }
}
