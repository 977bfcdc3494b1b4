export type Interpolation = 'bilinear' | 'bicubic';

/** One axis of a resampling. */
interface ResampleAxis {
  /** Pixels of the input. */
  readonly inputSize: number;
  /** Beginning and length of the picture on the input's grid; both may be fractions. */
  readonly boxStart: number;
  readonly boxSize: number;
  /** Pixels of the whole picture after scaling. */
  readonly outputSize: number;
  /** The crop of the output: its first pixel, and the number of pixels. */
  readonly first: number;
  readonly count: number;
}

/** The input pixels of each output pixel, and their weights. */
export interface ResampleWeights {
  /** First input pixel for each output pixel. */
  readonly starts: Int32Array;
  /** Number of input pixels for each output pixel. */
  readonly lengths: Int32Array;
  /** Weights in units of 2^-22, `stride` places for each output pixel. */
  readonly weights: Int32Array;
  readonly stride: number;
}

const ONE = 2 ** 22;

const FILTERS: Readonly<Record<Interpolation, { support: number; weight: (distance: number) => number }>> = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  // Keys, "Cubic convolution interpolation for digital image processing", IEEE ASSP 29 (1981), a = -0.5.
  bicubic: {
    support: 2,
    weight: (distance) => {
      const a = -0.5;
      const x = Math.abs(distance);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
};

/** Weights of Pillow's antialiased resampling: the filter is widened by the scale when the picture is made smaller. */
export function resampleWeights(interpolation: Interpolation, axis: ResampleAxis): ResampleWeights {
  const { support, weight } = FILTERS[interpolation];
  const scale = axis.boxSize / axis.outputSize;
  const widening = Math.max(1, scale);
  const reach = support * widening;
  const stride = Math.ceil(reach) * 2 + 1;
  const starts = new Int32Array(axis.count);
  const lengths = new Int32Array(axis.count);
  const weights = new Int32Array(axis.count * stride);
  const line = new Float64Array(stride);
  for (let i = 0; i < axis.count; i++) {
    const center = axis.boxStart + (axis.first + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - reach + 0.5));
    const length = Math.min(axis.inputSize, Math.trunc(center + reach + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const value = weight((start + k - center + 0.5) / widening);
      line[k] = value;
      sum += value;
    }
    starts[i] = start;
    lengths[i] = length;
    // Pillow rounds half away from zero.
    for (let k = 0; k < length; k++) {
      const value = ((line[k] ?? 0) / sum) * ONE;
      weights[i * stride + k] = Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
    }
  }
  return { starts, lengths, weights, stride };
}

/** The rows of the input that a vertical pass reads, from `top` to `bottom`, exclusive. */
export function coveredRows({ starts, lengths }: ResampleWeights): { top: number; bottom: number } {
  let top = Number.POSITIVE_INFINITY;
  let bottom = 0;
  for (const [i, start] of starts.entries()) {
    top = Math.min(top, start);
    bottom = Math.max(bottom, start + (lengths[i] ?? 0));
  }
  return { top, bottom };
}
