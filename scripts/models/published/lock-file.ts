import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { MODEL_NAME } from '../../../src/catalogue/manifest.ts';
import { Failure, isCode, reasonOf } from '../../kit/failure.ts';
import { writeWhole } from '../workspace.ts';

const lockedSchema = z.strictObject({
  name: z.string().regex(MODEL_NAME),
  /** Owner and name on the hub. */
  hub: z.string(),
  /** Commit, or branch where the hub did not tell the commit. */
  revision: z.string(),
  /** Of `model.safetensors`. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  /** When it was fetched. */
  date: z.iso.date(),
});

const lockSchema = z.strictObject({ version: z.literal(1), models: z.array(lockedSchema) });

/** Weights that were fetched once, and that every later fetch has to bring again. */
export type Locked = z.infer<typeof lockedSchema>;

/**
 * Reads the lock file; a missing one locks nothing.
 *
 * @throws Failure when it cannot be read
 */
export async function readLock(path: string): Promise<Locked[]> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(path, 'utf8'))).models;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error);
    throw new Failure(`${path} cannot be used (${reason}). Delete it to take what the hub has now`);
  }
}

/** Takes weights out of the lock file: nobody wants them any more. */
export async function removeLocked(path: string, name: string): Promise<void> {
  const models = (await readLock(path)).filter((locked) => locked.name !== name);
  await writeWhole(path, `${JSON.stringify({ version: 1, models }, null, 2)}\n`);
}

/** Adds weights to the lock file, in the place of others of the same name. */
export async function writeLocked(path: string, locked: Locked): Promise<void> {
  const others = (await readLock(path)).filter(({ name }) => name !== locked.name);
  await writeWhole(path, `${JSON.stringify({ version: 1, models: [...others, locked] }, null, 2)}\n`);
}
