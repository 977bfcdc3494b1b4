import { type AddedCost, addedCost } from '../added-cost.ts';
import { findMembers } from '../ensemble-members.ts';
import type { EnsembleFigures, Ensembles, WeightingFigures } from '../ensembles.ts';
import type { ModelEntry } from '../manifest.ts';
import type { KnownModels } from './candidates.ts';

/** Whether models that vote together beat the best of them: whether the 95 % interval of their gain leaves out 0. */
export type Worth = 'gains' | 'level' | 'loses';

/** What it was worth to ask several models together, and what it costs. */
export interface EnsembleAdvice extends Omit<WeightingFigures, 'top1' | 'top5'> {
  /** Their names, in the order of the weights. */
  readonly models: readonly string[];
  /** The most accurate one of them on these pictures. */
  readonly best: string;
  readonly worth: Worth;
  /** Which pictures, in words, and how many. */
  readonly pictures: string;
  readonly count: number;
  readonly command: string;
  /** Of all but the best one. */
  readonly added: AddedCost;
}

/** What was measured of the ensembles whose models are all there as they were, each with the first of its weights. */
export function adviseEnsembles(
  { ensembles }: Ensembles,
  known: Pick<KnownModels, 'models' | 'enginesOf' | 'bytesOf'>,
): EnsembleAdvice[] {
  return ensembles.flatMap((figures) => {
    const members = findMembers(figures, known.models);
    if (members === undefined) return [];
    return figures.weightings.slice(0, 1).map((weighting) => ensembleAdvice(figures, weighting, members, known));
  });
}

/**
 * What one choice of weights was worth.
 * @param members those of the figures
 */
export function ensembleAdvice(
  { members: names, best, pictures, count, command }: Omit<EnsembleFigures, 'weightings'>,
  weighting: WeightingFigures,
  members: readonly ModelEntry[],
  known: Pick<KnownModels, 'enginesOf' | 'bytesOf'>,
): EnsembleAdvice {
  const { weights, gain, gain_interval, mended, spoiled } = weighting;
  return {
    ...{ models: names.map(({ name }) => name), weights, best, worth: worthOf(weighting) },
    ...{ gain, gain_interval, mended, spoiled, pictures, count, command },
    added: addedCost(
      members.filter(({ name }) => name !== best),
      known,
    ),
  };
}

/** Of fewer pictures than this that two answer differently, even all for one of them could be chance: 2 / 2^5 is 6 %. */
const FEWEST_DIFFERENT = 6;

function worthOf({ gain_interval: [low, high], mended, spoiled }: WeightingFigures): Worth {
  if (mended + spoiled < FEWEST_DIFFERENT) return 'level';
  if (low > 0) return 'gains';
  return high < 0 ? 'loses' : 'level';
}
