import { Failure } from '../../kit/failure.ts';

/** An fp32 tensor in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** A tensor as a file holds it, in row-major order: fp32, or whole numbers of a quantised one. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int8Array | Uint8Array;
}

/** Stored tensors by name. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A tensor by its name.
 *
 * @param owner What the tensors belong to, for the message.
 * @throws Failure that names the missing tensor.
 */
export function tensorOf(tensors: Tensors, name: string, owner: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Failure(`${owner} has no tensor "${name}"`);
  return tensor;
}

/**
 * Reorders the axes of a tensor, as `numpy.transpose` does.
 *
 * @param axes For each axis of the result, which axis of the input it is.
 */
export function transpose(tensor: Tensor, axes: readonly number[]): Tensor {
  const { shape, data } = tensor;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const outShape = axes.map((axis) => shape[axis] ?? 1);
  const outStrides = axes.map((axis) => strides[axis] ?? 0);
  const index = outShape.map(() => 0);
  const out = new Float32Array(data.length);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from] ?? NaN;
    // Counts the output index up like an odometer and moves the read position along with it.
    for (let axis = outShape.length - 1; axis >= 0; axis--) {
      const [length = 1, stride = 0, at = 0] = [outShape[axis], outStrides[axis], index[axis]];
      if (at + 1 < length) {
        index[axis] = at + 1;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= at * stride;
    }
  }
  return { shape: outShape, data: out };
}
