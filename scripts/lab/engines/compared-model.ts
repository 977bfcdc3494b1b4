import type { Catalogue } from '../../../src/catalogue/catalogue.ts';
import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { UsageError } from '../../kit/failure.ts';
import { randomModel, type RandomModel } from '../../models/random-model.ts';

/** A model that both engines run. */
export interface ComparedModel {
  readonly entry: ModelEntry;
  /** The model with made-up weights; undefined for a model of the manifest. */
  readonly random: RandomModel | undefined;
}

/**
 * The models of these names: those of the manifest, and with made-up weights those of timm that are not in it.
 * @throws UsageError when there is no such model, or the SIMD engine cannot run it
 */
export function comparedModels(names: readonly string[], { models }: Manifest, catalogue: Catalogue): ComparedModel[] {
  return names.map((name) => {
    const entry = models.find((model) => model.name === name);
    if (entry !== undefined) {
      if (enginesOf(entry).includes('simd')) return { entry, random: undefined };
      throw new UsageError(`--models: the SIMD engine cannot run ${name}`);
    }
    const available = catalogue.models.find((model) => model.name === name);
    if (available === undefined) {
      const known = models.filter((model) => enginesOf(model).includes('simd')).map((model) => model.name);
      throw new UsageError(
        `--models: there is no ${name}. Both engines can run ${known.join(', ')}, and with made-up weights models of timm ` +
          'such as mobilenetv3_large_100.ra_in1k (npm run models -- list)',
      );
    }
    const random = randomModel(available);
    if (random.model.withoutPlan === null) return { entry: random.entry, random };
    throw new UsageError(`--models: the SIMD engine cannot run ${name}, ${random.model.withoutPlan}`);
  });
}
