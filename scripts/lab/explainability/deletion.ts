import { causalCurve } from './causal-curve.ts';
import { curveArea } from './curve-area.ts';
import type { Score } from './score.ts';

/**
 * Deletion of Petsiuk et al. 2018 (RISE, https://arxiv.org/abs/1806.07421, section 4.1): the area under the score of a
 * class while the pixels of a picture are taken away, the most important ones first. Lower is better. What is taken away
 * becomes 0 in the normalised tensor, the mean colour, as in the authors' code
 * (https://github.com/eclique/RISE/blob/master/evaluation.py); they take 224 pixels at a time.
 *
 * @param pixels normalised NCHW with N = 1
 * @param importance one value a pixel, row by row
 * @param steps in how many steps all pixels go, from 1 to their number
 * @returns in [0, 1]
 */
export async function deletion(
  score: Score,
  pixels: Float32Array,
  importance: Float64Array,
  steps: number,
): Promise<number> {
  const to = new Float32Array(pixels.length);
  return curveArea(await causalCurve(score, { from: pixels, to, importance, steps }));
}
