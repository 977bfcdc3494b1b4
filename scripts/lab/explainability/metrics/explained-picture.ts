import type { InputSpec } from '../../../../src/contract/model.ts';

/**
 * The explanation map of Chattopadhay et al. 2018: a picture times a map, pixel by pixel. The product is that of the
 * pixels in [0, 1], so that 0 makes a pixel black, as the paper's figures show it. (torchcam and pytorch-grad-cam multiply
 * what is normalised, so that 0 makes it the mean colour: another number.)
 *
 * With x = (p - mean) / std the normalised m p is m x + (m - 1) mean / std.
 *
 * @param pixels normalised NCHW with N = 1
 * @param map one value in [0, 1] a pixel, row by row
 * @returns normalised NCHW
 */
export function explainedPicture(pixels: Float32Array, map: Float64Array, { mean, std }: InputSpec): Float32Array {
  const area = map.length;
  return pixels.map((value, at) => {
    const channel = Math.floor(at / area);
    const left = map[at % area] ?? NaN;
    return left * value + ((left - 1) * (mean[channel] ?? NaN)) / (std[channel] ?? NaN);
  });
}
