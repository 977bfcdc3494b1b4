import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What asks a process to end, and the exit code that says so. */
const ENDINGS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/**
 * Has somebody work in a new folder that is gone afterwards, also when the process is told to end meanwhile: what benches
 * put there may take a gigabyte.
 *
 * @param prefix path that the folder's begins with
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
