import { blur } from './blur.ts';

/**
 * The score that a model gives one class.
 * @param pixels normalised NCHW with N = 1
 * @returns softmax output, in [0, 1]
 */
export type Score = (pixels: Float32Array) => Promise<number>;

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

/** Two pictures of the same size, normalised NCHW with N = 1. */
export interface Exchange {
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** One value a pixel, row by row: pixels of larger values are exchanged earlier, of equal values in reading order. */
  readonly importance: Float64Array;
  /** Number of steps, all of the same number of pixels. */
  readonly steps: number;
}

/**
 * The scores while one picture becomes another one, the most important pixels first, all channels of a pixel at once: what
 * deletion and insertion of Petsiuk et al. 2018 (RISE, https://arxiv.org/abs/1806.07421, section 4.1) have in common.
 *
 * @returns `steps + 1` scores, that of `from` first and that of `to` last
 */
export async function causalCurve(score: Score, { from, to, importance, steps }: Exchange): Promise<number[]> {
  const area = importance.length;
  const channels = from.length / area;
  const order = Uint32Array.from(importance.keys()).sort((a, b) => (importance[b] ?? NaN) - (importance[a] ?? NaN));
  const pixels = from.slice();
  const scores = [await score(pixels)];
  for (let step = 1, next = 0; step <= steps; step++) {
    for (const end = Math.round((step * area) / steps); next < end; next++) {
      for (let channel = 0; channel < channels; channel++) {
        const at = channel * area + (order[next] ?? NaN);
        pixels[at] = to[at] ?? NaN;
      }
    }
    scores.push(await score(pixels));
  }
  return scores;
}

/**
 * Area under a curve over [0, 1] by the trapezoid rule.
 * @param values at equal distances from 0 to 1, at least two
 */
export function curveArea(values: readonly number[]): number {
  const ends = ((values[0] ?? NaN) + (values.at(-1) ?? NaN)) / 2;
  return (values.reduce((sum, value) => sum + value, 0) - ends) / (values.length - 1);
}
