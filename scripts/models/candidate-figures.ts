import { join } from 'node:path';

import { z } from 'zod';

import { type CandidateFigures, candidateFiguresSchema } from '../../src/catalogue/candidate-figures.ts';
import { Failure } from '../kit/failure.ts';
import { readJson, type Workspace } from './workspace.ts';

/**
 * Reads `models/candidates.json`.
 *
 * @throws Failure when it is missing or does not follow its schema
 */
export async function readCandidateFigures({ models }: Workspace): Promise<CandidateFigures> {
  const parsed = candidateFiguresSchema.safeParse(await readJson(join(models, 'candidates.json')));
  if (parsed.success) return parsed.data;
  throw new Failure(`models/candidates.json is not valid: ${z.prettifyError(parsed.error)}`);
}
