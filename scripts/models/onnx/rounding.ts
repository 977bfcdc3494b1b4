import type { StoredTensor, Tensor } from '../weights/tensor.ts';
import type { GraphNode } from './graph.ts';

/** Weights in int8, with one fp32 scale an output channel: a weight is its whole number times the scale of its row. */
interface RoundedWeights {
  readonly values: StoredTensor;
  readonly scales: Tensor;
}

/** Largest number of int8. */
const EIGHT_BITS = 127;

/**
 * Largest weight of a layer that computes in whole numbers: with seven bits, no processor's sum of two products with uint8
 * exceeds int16, so that all give the same (onnxruntime calls it `reduce_range`).
 */
export const SEVEN_BITS = 63;

/**
 * Rounds weights `[out, ...]` to int8, symmetric and each output channel by its own scale, so that its largest weight
 * becomes the largest number (Krishnamoorthi 2018, https://arxiv.org/abs/1806.08342, section 3.1.2).
 */
export function roundWeights({ shape, data }: Tensor, largest = EIGHT_BITS): RoundedWeights {
  const [out = 0] = shape;
  const row = data.length / out;
  const scales = new Float32Array(out);
  const values = new Int8Array(data.length);
  for (let channel = 0; channel < out; channel++) {
    const weights = data.subarray(channel * row, (channel + 1) * row);
    const scale = Math.fround(weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / largest);
    // A row of zeros defines no scale; with 1 it stays zero.
    scales[channel] = scale === 0 ? 1 : scale;
    if (scale === 0) continue;
    for (const [index, weight] of weights.entries()) {
      values[channel * row + index] = Math.max(-largest, Math.min(largest, Math.round(weight / scale)));
    }
  }
  return { values: { shape, data: values }, scales: { shape: [out], data: scales } };
}

/** How an activation becomes uint8: q = round(x / scale) + zero point, within 0 and 255. */
export interface ActivationGrid {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Smallest and largest value that an activation keeps; what is beyond is clipped. */
export type Range = readonly [min: number, max: number];

/** The grid of 256 values that covers a range. Zero is always on it, because padding is zero. */
export function gridOf([min, max]: Range): ActivationGrid {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  if (low === high) return { scale: 1, zeroPoint: 0 };
  const scale = Math.fround((high - low) / 255);
  return { scale, zeroPoint: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

/**
 * The change of a layer's bias that keeps the mean of its output when its weights are rounded: the mean of its input,
 * times the rounding error of the weights (Nagel et al. 2019, https://arxiv.org/abs/1906.04721, section 4.2).
 * Padding is ignored.
 *
 * @param node a convolution or a dense layer
 * @param means of each channel of its input
 * @returns one number an output channel
 */
export function biasCorrection({ attributes }: GraphNode, weight: Tensor, means: Float64Array): number[] {
  const { values, scales } = roundWeights(weight);
  const [out = 0, inputs = 0] = weight.shape;
  const row = weight.data.length / out;
  const taps = row / inputs;
  const groups = typeof attributes['group'] === 'number' ? attributes['group'] : 1;
  return Array.from({ length: out }, (_, channel) => {
    const firstInput = Math.floor(channel / (out / groups)) * inputs;
    let lost = 0;
    for (let index = 0; index < row; index++) {
      const at = channel * row + index;
      const error = (weight.data[at] ?? NaN) - (values.data[at] ?? NaN) * (scales.data[channel] ?? NaN);
      lost += error * (means[firstInput + Math.floor(index / taps)] ?? NaN);
    }
    return lost;
  });
}
