const TAPS = 11;
const SIGMA = 5;
const RADIUS = (TAPS - 1) / 2;

/** Sums to 1. */
const KERNEL = normalised(
  Float64Array.from({ length: TAPS }, (_, tap) => Math.exp(-((tap - RADIUS) ** 2) / (2 * SIGMA ** 2))),
);

/**
 * A Gaussian blur of 11 x 11 pixels with a standard deviation of 5, as RISE's insertion begins with (Petsiuk et al. 2018).
 * As in the authors' code, there are zeros around the picture, which is the mean colour. Their kernel comes out flatter
 * than a Gaussian, because its tails are folded back into the 11 pixels; this one is cut off.
 *
 * @param planes channels of a picture, normalised, one after the other: `[channels, height, width]`
 */
export function blur(planes: Float32Array, height: number, width: number): Float32Array {
  // Along the rows, then along the columns: the kernel is the product of two.
  return along(along(planes, { count: width, stride: 1 }), { count: height, stride: width });
}

/** Convolution along one side, whose neighbours lie `stride` values apart, `count` of them. */
function along(
  values: Float32Array,
  { count, stride }: { readonly count: number; readonly stride: number },
): Float32Array {
  return values.map((_, at) => {
    const position = Math.floor(at / stride) % count;
    let sum = 0;
    for (let offset = Math.max(-RADIUS, -position); offset <= Math.min(RADIUS, count - 1 - position); offset++) {
      sum += (KERNEL[offset + RADIUS] ?? NaN) * (values[at + offset * stride] ?? NaN);
    }
    return sum;
  });
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
