import type { InputSpec } from '../../../src/contract/model.ts';
import type { HeatMap } from '../../../src/contract/job.ts';
import { upsample } from '../../../src/verdict/upsample.ts';
import type { ScorePair } from './average-drop.ts';
import { deletion } from './deletion.ts';
import { explainedPicture } from './explained-picture.ts';
import { insertion } from './insertion.ts';
import type { Score } from './score.ts';

/** What one map is worth as an explanation of one answer. */
export interface Examination extends ScorePair {
  /** Area under the score while the pixels go, in [0, 1]. */
  readonly deletion: number;
  /** Area under the score while the pixels come, in [0, 1]. */
  readonly insertion: number;
}

/**
 * Holds a map against the model that it is to explain.
 *
 * @param score of the class that is explained
 * @param whole the same score for the whole picture
 * @param pixels the picture, normalised NCHW with N = 1
 * @param steps of deletion and of insertion
 */
export async function examine(
  score: Score,
  whole: number,
  pixels: Float32Array,
  map: HeatMap,
  { input, steps }: { readonly input: InputSpec; readonly steps: number },
): Promise<Examination> {
  const [, height, width] = input.size;
  const importance = upsample(map, height, width);
  return {
    whole,
    explained: await score(explainedPicture(pixels, importance, input)),
    deletion: await deletion(score, pixels, importance, steps),
    insertion: await insertion(score, pixels, importance, { width, steps }),
  };
}
