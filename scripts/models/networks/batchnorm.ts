import { sizeOf, type Tensor } from '../weights/tensor.ts';

/** Trained and measured values of one BatchNorm layer, each `[channels]`. */
export interface BatchNorm {
  readonly weight: Tensor;
  readonly bias: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly epsilon: number;
}

/**
 * Folds the BatchNorm that follows a convolution without bias into that convolution. Computed in double precision and
 * rounded to fp32 once, so that the result does not depend on the machine.
 *
 * @param weight Convolution weight `[out, in / groups, height, width]`.
 * @see https://arxiv.org/abs/1712.05877 section 3.2
 */
export function foldBatchNorm(weight: Tensor, norm: BatchNorm): { weight: Tensor; bias: Tensor } {
  const [channels = 0, ...rest] = weight.shape;
  const row = sizeOf(rest);
  const folded = new Float32Array(weight.data.length);
  const bias = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const at = ({ data }: Tensor): number => data[channel] ?? NaN;
    const scale = at(norm.weight) / Math.sqrt(at(norm.variance) + norm.epsilon);
    bias[channel] = at(norm.bias) - at(norm.mean) * scale;
    const from = channel * row;
    const to = Math.min(from + row, weight.data.length);
    for (let i = from; i < to; i++) folded[i] = (weight.data[i] ?? NaN) * scale;
  }
  return { weight: { shape: weight.shape, data: folded }, bias: { shape: [channels], data: bias } };
}
