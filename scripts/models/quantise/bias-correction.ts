import type { GraphNode } from '../onnx/graph.ts';
import type { Tensor } from '../weights/tensor.ts';
import { roundWeights } from './rounding.ts';

/**
 * What has to be added to a layer's bias so that rounding its weights leaves the mean of its output alone: the mean of
 * what it reads, times what the weights have lost (Nagel et al. 2019, https://arxiv.org/abs/1906.04721, section 4.2).
 * Padding is left out of account.
 *
 * @param node a convolution or a dense layer
 * @param means of each channel of what it reads
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
