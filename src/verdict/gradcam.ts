import type { HeatMap } from '../contract/job.ts';
import type { ClassifierHead } from './classifier-head.ts';
import { logitGradient } from './gradient.ts';

/** The last activation of a network before pooling. */
export interface Features {
  /** NCHW with N = 1. */
  readonly data: Float32Array;
  /** `[1, channels, height, width]` */
  readonly dims: readonly number[];
}

/**
 * Grad-CAM: features weighted by the mean gradient of a class's logit, negative sums set to 0 (Selvaraju et al. 2017,
 * https://arxiv.org/abs/1610.02391, equations 1 and 2). The gradient at each position is that of the pooled features
 * divided by the number of positions, so no backward pass is needed; see {@link logitGradient}.
 *
 * @param classes indices into the class list
 * @returns one map a class, `height` x `width` of the features
 * @throws RangeError when the head takes another number of channels, or does not have a class
 */
export function gradCam({ data, dims }: Features, head: ClassifierHead, classes: readonly number[]): HeatMap[] {
  const [, channels = 0, height = 0, width = 0] = dims;
  const count = head.classifier.bias.length;
  const area = height * width;
  const pooled = new Float64Array(channels);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    let sum = 0;
    for (let position = 0; position < area; position++) sum += data[at++] ?? NaN;
    pooled[channel] = sum / area;
  }
  const gradientOf = logitGradient(head, pooled);
  return classes.map((index) => {
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new RangeError(`there is no class ${index}; the head has ${count}, from 0`);
    }
    const sums = new Float64Array(area);
    gradientOf(index).forEach((gradient, channel) => {
      const weight = gradient / area;
      let at = channel * area;
      for (let position = 0; position < area; position++) {
        sums[position] = (sums[position] ?? 0) + weight * (data[at++] ?? NaN);
      }
    });
    const peak = sums.reduce((a, b) => Math.max(a, b), 0);
    return { width, height, values: Array.from(sums, (sum) => (peak > 0 ? Math.max(0, sum) / peak : 0)), peak };
  });
}
