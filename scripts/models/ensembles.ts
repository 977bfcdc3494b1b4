import { join } from 'node:path';

import { z } from 'zod';

import { type EnsembleFigures, type Ensembles, ensemblesSchema } from '../../src/catalogue/ensembles.ts';
import { Failure } from '../kit/failure.ts';
import { readJson, type Workspace, writeFormatted } from './workspace.ts';

const FILE = 'ensembles.json';

/**
 * Reads `models/ensembles.json`.
 *
 * @throws Failure when it is missing or does not follow its schema
 */
export async function readEnsembles({ models }: Workspace): Promise<Ensembles> {
  const parsed = ensemblesSchema.safeParse(await readJson(join(models, FILE)));
  if (parsed.success) return parsed.data;
  throw new Failure(`models/${FILE} is not valid: ${z.prettifyError(parsed.error)}`);
}

/** Writes what an ensemble was worth into `models/ensembles.json`, in the place of what was known of the same models. */
export async function recordEnsemble(workspace: Workspace, figures: EnsembleFigures): Promise<void> {
  const { version, ensembles } = await readEnsembles(workspace);
  const same = (other: EnsembleFigures): boolean => modelsIn(other) === modelsIn(figures);
  const at = ensembles.findIndex(same);
  const kept = ensembles.filter((other) => !same(other));
  const place = at === -1 ? kept.length : at;
  const recorded = { version, ensembles: kept.toSpliced(place, 0, figures) };
  await writeFormatted(workspace, FILE, JSON.stringify(ensemblesSchema.parse(recorded), null, 2));
}

const modelsIn = ({ members }: EnsembleFigures): string =>
  members
    .map(({ name }) => name)
    .sort()
    .join();
