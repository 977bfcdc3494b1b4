import type { ActivationGrid } from '../onnx/rounding.ts';
import type { Tensor } from '../weights/tensor.ts';
import { PANEL, padded } from './panels.ts';
import type { RoundedTensor } from './plain-network.ts';

/**
 * Added to each weight of seven bits: `i32x4.relaxed_dot_i8x16_i7x16_add_s` gives the same sum on every processor only when
 * its second operand is within 0 and 127.
 */
const OFFSET = 64;

/** Input channels whose products one instruction adds up. */
const GROUP = 4;

/** Middle of uint8: activations are kept as int8, with this subtracted. */
const MIDDLE = 128;

/** A matrix as the kernels multiply it in whole numbers. */
interface DotPanels {
  /** `[panel][in / 4][8][4]`, each weight with 64 added; beyond the matrix they are 64, which stands for zero. */
  readonly weights: Uint8Array;
  /** What a sum of products stands for, one an output channel. */
  readonly scales: Float32Array;
  /** The bias, and what the zero points of the input add to each sum. */
  readonly bias: Float32Array;
  /** One over the scale of each input channel. */
  readonly inverses: Float32Array;
  /** Zero point of each input channel, with the middle of uint8 subtracted. */
  readonly zeroPoints: Int32Array;
}

/**
 * Orders a matrix `[out, in]` (further axes count as `in`) for dot products of four. With activations q in uint8 and their
 * zero points z, the kernels sum up (q - 128) w; the rest of (q - z) w, which is (128 - z) w, is the same for all pixels.
 *
 * @param depth `in`, padded to a multiple of four
 */
export function packDot(
  { shape, values, scales }: RoundedTensor,
  bias: Tensor,
  depth: number,
  grid: ActivationGrid,
): DotPanels {
  const inverses = new Float32Array(depth);
  const zeroPoints = new Int32Array(depth);
  for (const [channel, scale] of grid.scales.entries()) {
    inverses[channel] = 1 / Math.fround(scale);
    zeroPoints[channel] = (grid.zeroPoints[channel] ?? NaN) - MIDDLE;
  }
  const [out = 0] = shape;
  const inputs = values.length / out;
  const weights = new Uint8Array(padded(out) * depth).fill(OFFSET);
  const sums = new Float32Array(padded(out));
  const biases = new Float32Array(padded(out));
  for (let row = 0; row < out; row++) {
    const panel = Math.floor(row / PANEL) * PANEL * depth + (row % PANEL) * GROUP;
    let sum = 0;
    for (let column = 0; column < inputs; column++) {
      const value = values[row * inputs + column] ?? NaN;
      weights[panel + Math.floor(column / GROUP) * GROUP * PANEL + (column % GROUP)] = value + OFFSET;
      sum -= value * (zeroPoints[column] ?? NaN);
    }
    const scale = scales[row] ?? NaN;
    sums[row] = scale;
    biases[row] = (bias.data[row] ?? NaN) + scale * sum;
  }
  return { weights, scales: sums, bias: biases, inverses, zeroPoints };
}
