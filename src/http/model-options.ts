import type { Env } from '../env.ts';
import { readCandidates, readCatalogue } from '../inference/assets.ts';
import type { Catalogue } from '../inference/catalogue.ts';
import { availableEngines } from '../inference/engines.ts';
import { type ModelOption, optionsOf } from '../inference/options.ts';
import { listModels, modelBytes, modelSource } from '../inference/registry.ts';

/** The models that this deployment can advise on, and the sources of what was published of them, by key. */
export async function modelOptions({ ASSETS }: Env): Promise<{
  options: ModelOption[];
  sources: Catalogue['sources'];
}> {
  const [candidates, catalogue] = await Promise.all([readCandidates(ASSETS), readCatalogue(ASSETS)]);
  const known = { models: listModels(), sourceOf: modelSource, enginesOf: availableEngines, bytesOf: modelBytes };
  return {
    options: optionsOf({ ...known, candidates, catalogue }),
    sources: { ...catalogue.sources, ...candidates.sources },
  };
}
