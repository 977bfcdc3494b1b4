import type { Env } from '../../env.ts';
import { readCandidates, readCatalogue } from '../../catalogue/assets.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { availableEngines } from '../../inference/engines/engines.ts';
import { type ModelOption, optionsOf } from '../../catalogue/advice/options.ts';
import { listModels, modelBytes, modelSource } from '../../catalogue/registry.ts';

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
