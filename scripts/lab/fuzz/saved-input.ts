import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { FORMATS } from './format.ts';

/** The folder of failing inputs, which the tests replay. */
export const FIXTURES = fileURLToPath(new URL('../../../test/fixtures/fuzz', import.meta.url));

const noteSchema = z.object({
  reason: z.string(),
  message: z.string(),
  /** `npm run fuzz -- --seed SEED --input FORMAT:INDEX` makes the input again. */
  seed: z.number(),
  format: z.enum(FORMATS),
  index: z.number(),
  recipe: z.array(z.string()),
  shortSide: z.number(),
});

/** The note beside a saved input. */
export type InputNote = z.infer<typeof noteSchema>;

/** An input in the folder. */
export interface SavedInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly note: InputNote;
}

/**
 * Writes an input and a note about it, named after format, reason and content; once, however often it is found.
 * @returns path of the input
 */
export function saveInput(folder: string, bytes: Uint8Array, note: InputNote): string {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const name = `${note.format}-${note.reason}-${digest}`;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.bin`);
  writeFileSync(path, bytes);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(note, null, 2)}\n`);
  return path;
}

/** All inputs of a folder, by name. */
export function readInputs(folder: string): SavedInput[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.bin') ? [file.slice(0, -4)] : []));
  return names.sort().map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, `${name}.bin`))),
    note: noteSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))),
  }));
}
