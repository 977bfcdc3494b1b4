import { adviseEnsembles, type EnsembleAdvice } from '../../catalogue/advice/ensemble-advice.ts';
import { readEnsembles } from '../../catalogue/assets.ts';
import { listModels } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import type { Env } from '../../env.ts';
import { availableEngines } from '../../inference/engines/engines.ts';

/** What ensembles of this deployment's models were worth, where that was measured. */
export async function measuredEnsembles({ ASSETS }: Env): Promise<EnsembleAdvice[]> {
  const known = { models: listModels(), enginesOf: availableEngines, bytesOf: modelBytes };
  return adviseEnsembles(await readEnsembles(ASSETS), known);
}
