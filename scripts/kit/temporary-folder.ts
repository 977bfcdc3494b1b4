import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Signals that end a process, and their exit codes. */
const ENDINGS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/**
 * Runs a task in a new folder, and deletes the folder afterwards, also when the process is told to end meanwhile: benches
 * put up to a gigabyte there.
 *
 * @param prefix beginning of the folder's path
 */
export async function inTemporaryFolder<Result>(
  prefix: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(prefix), { recursive: true });
  const folder = await mkdtemp(prefix);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const handlers = ENDINGS.map(([signal, code]) => [signal, (): never => process.exit(code)] as const);
  process.once('exit', remove);
  for (const [signal, end] of handlers) process.once(signal, end);
  try {
    return await work(folder);
  } finally {
    for (const [signal, end] of handlers) process.off(signal, end);
    process.off('exit', remove);
    remove();
  }
}
