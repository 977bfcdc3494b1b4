import { type ClassifierHead, type Dense, LAYER_NORM_EPSILON, type Norm } from './classifier-head.ts';
import { affine, weightedRows } from './matrix.ts';

/**
 * The gradient of single logits with respect to the pooled features p `[channels]`, in closed form, for one picture.
 *
 * Without a hidden layer, logits are y = W n + b with n = p, so that dy_c/dp is row c of W, whatever the picture.
 *
 * With one (MobileNetV3), z = V n + a, h = hardswish(z) and y = W h + b. By the chain rule
 *
 *     dy_c/dn_k = sum over j of W_cj s'(z_j) V_jk,   s'(z) = 0 for z <= -3, 1 for z >= 3, (2 z + 3) / 6 between,
 *
 * from s(z) = z min(max(z + 3, 0), 6) / 6. At its two kinks s' is the derivative from outside, as usual for ReLU.
 *
 * With LayerNorm (ConvNeXt), n = g x + d with x = (p - mean(p)) / r and r = sqrt(var(p) + epsilon). Mean and variance
 * depend on every p_k; with u = g dy_c/dn their derivatives add up to
 *
 *     dy_c/dp = (u - mean(u) - x mean(u x)) / r.
 *
 * @param pooled means of the features over all positions, `[channels]`
 * @returns a function from a class to its gradient `[channels]`
 * @throws RangeError when the head takes another number of channels
 */
export function logitGradient(
  { norm, hidden, classifier }: ClassifierHead,
  pooled: Float64Array,
): (index: number) => Float64Array {
  const normalised = norm === undefined ? undefined : normalise(norm, pooled);
  const input = normalised?.output ?? pooled;
  const slopes = hidden === undefined ? undefined : hardSwishSlopes(hidden, input);
  requireWidth(classifier, slopes ?? input);
  return (index) => {
    let gradient = rowOf(classifier, index);
    if (hidden !== undefined && slopes !== undefined) {
      const factors = gradient.map((value, unit) => value * (slopes[unit] ?? NaN));
      gradient = weightedRows(factors, hidden.weight, input.length);
    }
    return normalised === undefined ? gradient : normalised.backward(gradient);
  };
}

function rowOf({ weight, bias }: Dense, index: number): Float64Array {
  const width = weight.length / bias.length;
  return Float64Array.from(weight.subarray(index * width, (index + 1) * width));
}

/** s'(z) of each hidden unit. */
function hardSwishSlopes(hidden: Dense, input: Float64Array): Float64Array {
  requireWidth(hidden, input);
  return affine(hidden.weight, input, hidden.bias).map((z) => (z <= -3 ? 0 : z >= 3 ? 1 : (2 * z + 3) / 6));
}

function normalise(
  { weight, bias }: Norm,
  pooled: Float64Array,
): { readonly output: Float64Array; readonly backward: (gradient: Float64Array) => Float64Array } {
  if (weight.length !== pooled.length) throw wrongWidth(weight.length, pooled.length);
  const mean = meanOf(pooled);
  const root = Math.sqrt(meanOf(pooled.map((value) => (value - mean) ** 2)) + LAYER_NORM_EPSILON);
  const x = pooled.map((value) => (value - mean) / root);
  return {
    output: x.map((value, k) => value * (weight[k] ?? NaN) + (bias[k] ?? NaN)),
    backward: (gradient) => {
      const u = gradient.map((value, k) => value * (weight[k] ?? NaN));
      const [meanU, meanUx] = [meanOf(u), meanOf(u.map((value, k) => value * (x[k] ?? NaN)))];
      return u.map((value, k) => (value - meanU - (x[k] ?? NaN) * meanUx) / root);
    },
  };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function requireWidth({ weight, bias }: Dense, input: Float64Array): void {
  const width = weight.length / bias.length;
  if (width !== input.length) throw wrongWidth(width, input.length);
}

const wrongWidth = (expected: number, got: number): RangeError =>
  new RangeError(`the head takes ${expected} channels, and the features have ${got}`);
