import { blur } from './blur.ts';
import { causalCurve } from './causal-curve.ts';
import { curveArea } from './curve-area.ts';
import type { Score } from './score.ts';

/**
 * Insertion of Petsiuk et al. 2018 (RISE, https://arxiv.org/abs/1806.07421, section 4.1): the area under the score of a
 * class while the pixels of a picture are put into a blurred copy of it, the most important ones first. Higher is better.
 * A blurred copy has no sharp edges between what is there and what is not, which a network could take for evidence.
 *
 * @param pixels normalised NCHW with N = 1
 * @param importance one value a pixel, row by row
 * @param width of the picture, in pixels
 * @param steps in how many steps all pixels come, from 1 to their number
 * @returns in [0, 1]
 */
export async function insertion(
  score: Score,
  pixels: Float32Array,
  importance: Float64Array,
  { width, steps }: { readonly width: number; readonly steps: number },
): Promise<number> {
  const height = importance.length / width;
  return curveArea(await causalCurve(score, { from: blur(pixels, height, width), to: pixels, importance, steps }));
}
