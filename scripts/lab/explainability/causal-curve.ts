import type { Score } from './score.ts';

/** Two pictures of the same size, normalised NCHW with N = 1. */
export interface Exchange {
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Of each pixel, row by row: what is larger is exchanged earlier; of equal ones the one that is read first. */
  readonly importance: Float64Array;
  /** In how many steps, each of as many pixels. */
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
