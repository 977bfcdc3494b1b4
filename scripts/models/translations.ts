import { join } from 'node:path';

import { z } from 'zod';

import type { ClassNames } from '../../src/catalogue/class-names.ts';
import type { Manifest } from '../../src/catalogue/manifest.ts';
import { Failure } from '../kit/failure.ts';
import { readJson, readLabelFile, type Workspace } from './workspace.ts';

/** Behind a comma stand synonyms, which names have none of. */
const namesSchema = z.array(
  z
    .string()
    .regex(/^[^\s,][^,]*$/)
    .nullable(),
);

/**
 * Compares the names of classes in other languages with the class lists that they are of.
 *
 * @throws Failure when a file is missing, is not a list of names, or has another length than its class list
 */
export async function checkTranslations(workspace: Workspace, { translations = {} }: Manifest): Promise<void> {
  for (const [file, languages] of Object.entries(translations)) {
    const { length } = await readLabelFile(workspace, file);
    for (const names of Object.values(languages)) {
      const list = await readNames(workspace, names);
      if (list.length === length) continue;
      throw new Failure(`models/${names} has ${list.length} names where models/${file} has ${length} labels`);
    }
  }
}

/**
 * Names of classes, in the order of their class list.
 *
 * @param file below `models/`
 * @throws Failure when it is missing or is not a list of names
 */
export async function readNames({ models }: Workspace, file: string): Promise<ClassNames> {
  const parsed = namesSchema.safeParse(await readJson(join(models, file)));
  if (!parsed.success) throw new Failure(`models/${file} is not a list of names, each without a comma, or null`);
  return parsed.data;
}
