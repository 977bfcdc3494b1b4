import type { AvailableModel, Catalogue } from '../../../src/catalogue/catalogue.ts';
import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { matchesModel } from '../../../src/catalogue/wildcard.ts';
import { Failure, UsageError } from '../../kit/failure.ts';

/** All others are compared with this one. */
export const REFERENCE = 'efficientnet_b0.ra_in1k';

/** Candidates by timm's names, and the model of the manifest that has the same topology. */
const CONSIDERED: readonly { readonly name: string; readonly model?: string }[] = [
  { name: 'mobilenetv3_small_100.lamb_in1k', model: 'mobilenetv3_small_distilled' },
  { name: 'mobilenetv3_large_100.ra_in1k' },
  { name: REFERENCE, model: 'efficientnet_b0' },
  { name: 'efficientnet_b3.ra2_in1k' },
  { name: 'efficientnet_b4.ra2_in1k' },
  { name: 'efficientnet_lite0.ra_in1k' },
  { name: 'resnet50.a1_in1k' },
  { name: 'convnext_tiny.fb_in1k' },
];

/** An architecture that could be served. */
export interface Considered {
  readonly available: AvailableModel;
  /** The model of the manifest that is measured for it; undefined where there are no weights. */
  readonly own: ModelEntry | undefined;
  /** Quantised variants of it. */
  readonly variants: readonly ModelEntry[];
}

/**
 * The candidates whose names match.
 *
 * @param patterns as `timm.list_models` has them
 * @throws UsageError when a pattern matches none
 * @throws Failure when the catalogue lacks one
 */
export function candidatesOf(patterns: readonly string[], catalogue: Catalogue, { models }: Manifest): Considered[] {
  for (const pattern of patterns) {
    if (CONSIDERED.some(({ name }) => matchesModel(pattern, name))) continue;
    const known = CONSIDERED.map(({ name }) => name).join(', ');
    throw new UsageError(`--models: no candidate matches "${pattern}". There are ${known}`);
  }
  return CONSIDERED.filter(({ name }) => patterns.some((pattern) => matchesModel(pattern, name))).map(
    ({ name, model }) => {
      const available = catalogue.models.find((known) => known.name === name);
      if (available === undefined) throw new Failure(`models/catalogue.json has no ${name}`);
      // Weights that somebody has added under timm's name come before those that only have its topology.
      const own = models.find((entry) => entry.name === name) ?? models.find((entry) => entry.name === model);
      return {
        available,
        own,
        variants: models.filter(({ variant }) => variant !== undefined && variant.of === own?.name),
      };
    },
  );
}
