import { sizeOf, type StoredTensor, type Tensor } from '../weights/tensor.ts';
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

/**
 * Rounds the weights of a layer `[out, in, ...]`: to seven bits and multiplied by the scales of its input, if that has a grid.
 */
export function roundFor(weight: Tensor, grid?: ActivationGrid): RoundedWeights {
  if (!grid) return roundWeights(weight);
  const { shape, data } = weight;
  const inputs = grid.scales.length;
  const taps = sizeOf(shape.slice(2));
  const scaled = data.map((value, index) => value * (grid.scales[Math.floor(index / taps) % inputs] ?? NaN));
  return roundWeights({ shape, data: scaled }, SEVEN_BITS);
}

/** How an activation becomes uint8: q = round(x / scale) + zero point, within 0 and 255, with one of each a channel. */
export interface ActivationGrid {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
}

/** Smallest and largest value that an activation keeps; what is beyond is clipped. */
export type Range = readonly [min: number, max: number];

/** A channel that hardly ever moves needs no finer steps than this part of the widest one's. */
const FINEST = 1 / 64;

/**
 * Grids of 256 values that cover the range of each channel. Zero is always on them.
 *
 * The weights of a channel are multiplied by its scale before they are rounded, so that finer steps for the activations of
 * narrow channels make the weights of a row less even (Xiao et al. 2022, SmoothQuant, https://arxiv.org/abs/2211.10438).
 *
 * @param evenness 0 gives all channels the scale of the widest one, 1 each its own
 */
export function gridOf(ranges: readonly Range[], evenness: number): ActivationGrid {
  const lows = ranges.map(([min]) => Math.min(min, 0));
  const spans = ranges.map(([, max], channel) => Math.max(max, 0) - (lows[channel] ?? 0));
  const widest = Math.max(...spans);
  const scales = spans.map((span) => {
    if (widest === 0) return 1;
    // Four digits, rounded up so that the range still fits.
    const exact = (widest / 255) * Math.max(FINEST, span / widest) ** evenness;
    const unit = 10 ** (Math.floor(Math.log10(exact)) - 3);
    return Number((Math.ceil(exact / unit) * unit).toPrecision(4));
  });
  const zeroPoints = scales.map((scale, channel) =>
    Math.max(0, Math.min(255, Math.round(-(lows[channel] ?? 0) / scale))),
  );
  return { scales, zeroPoints };
}

/**
 * The change of a layer's bias that keeps the mean of its output when its weights are rounded: the mean of its input,
 * times the rounding error of the weights (Nagel et al. 2019, https://arxiv.org/abs/1906.04721, section 4.2).
 * Padding is ignored.
 *
 * @param node a convolution or a dense layer
 * @param means of each channel of its input
 * @param grid of its input, if it computes in whole numbers
 * @returns one number an output channel
 */
export function biasCorrection(
  { attributes }: GraphNode,
  weight: Tensor,
  means: Float64Array,
  grid?: ActivationGrid,
): number[] {
  const { values, scales } = roundFor(weight, grid);
  const [out = 0, inputs = 0] = weight.shape;
  const row = weight.data.length / out;
  const taps = row / inputs;
  const groups = typeof attributes['group'] === 'number' ? attributes['group'] : 1;
  return Array.from({ length: out }, (_, channel) => {
    const firstInput = Math.floor(channel / (out / groups)) * inputs;
    let lost = 0;
    for (let index = 0; index < row; index++) {
      const at = channel * row + index;
      const input = firstInput + Math.floor(index / taps);
      const rounded = ((values.data[at] ?? NaN) * (scales.data[channel] ?? NaN)) / (grid?.scales[input] ?? 1);
      lost += ((weight.data[at] ?? NaN) - rounded) * (means[input] ?? NaN);
    }
    return lost;
  });
}
