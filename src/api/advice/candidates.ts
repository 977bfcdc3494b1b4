import type { Env } from '../../env.ts';
import type { Candidate } from '../../catalogue/advice/candidate.ts';
import { listCandidates } from '../../catalogue/advice/candidates.ts';
import { readCandidateFigures, readCatalogue } from '../../catalogue/assets.ts';
import { availableEngines } from '../../inference/engines/engines.ts';
import { listModels, modelSource } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';

/** The models that this deployment can advise on. */
export async function adviceCandidates({ ASSETS }: Env): Promise<Candidate[]> {
  const [figures, catalogue] = await Promise.all([readCandidateFigures(ASSETS), readCatalogue(ASSETS)]);
  const known = { models: listModels(), sourceOf: modelSource, enginesOf: availableEngines, bytesOf: modelBytes };
  return listCandidates({ ...known, figures, catalogue });
}
