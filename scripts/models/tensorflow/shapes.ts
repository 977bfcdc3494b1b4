import { Failure } from '../../kit/failure.ts';
import { requireAttribute, unhandled } from './attributes.ts';
import { inputOf, integers, type Activation, type Constant, type Value } from './values.ts';
import type { TfNode } from './graph-model.ts';

/** Translates `BroadcastTo` of one number a channel. */
export function broadcastTo(node: TfNode, inputs: readonly Value[]): Constant {
  const value = inputOf(node, inputs, 0, 'constant');
  const target = inputOf(node, inputs, 1, 'constant');
  // Stays one number a channel: whoever reads it broadcasts it anyway.
  if (value.data.length === target.data.at(-1) && value.shape.at(-1) === value.data.length) return value;
  throw unhandled(node, 'shape', `[${value.shape.join()}] to [${target.data.join()}]`);
}

/** Translates `Shape`: shapes are known, because a batch is one picture. */
export function shape(node: TfNode, inputs: readonly Value[]): Constant {
  const [value] = inputs;
  if (!value) throw new Failure(`node "${node.name}" (Shape) has no input`);
  return integers(value.shape);
}

/** Translates `StridedSlice` that picks one number of a shape. */
export function stridedSlice(node: TfNode, inputs: readonly Value[]): Constant {
  for (const mask of ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask']) requireAttribute(node, mask, 0);
  requireAttribute(node, 'shrink_axis_mask', 1);
  const { shape, data } = inputOf(node, inputs, 0, 'constant');
  const [begin = -1] = inputOf(node, inputs, 1, 'constant').data;
  const picked = data[begin];
  if (shape.length !== 1 || picked === undefined) throw unhandled(node, 'begin', String(begin));
  return { kind: 'constant', shape: [], data: Int32Array.of(picked) };
}

/** Translates `Pack` of numbers to a shape. */
export function pack(node: TfNode, inputs: readonly Value[]): Constant {
  requireAttribute(node, 'axis', 0);
  return integers(
    inputs.map((_, index) => {
      const { shape, data } = inputOf(node, inputs, index, 'constant');
      const [value] = data;
      if (shape.length !== 0 || value === undefined) throw unhandled(node, 'input shape', `[${shape.join()}]`);
      return value;
    }),
  );
}

/** Translates `Reshape` of a pooled value back to one position. */
export function reshape(node: TfNode, inputs: readonly Value[]): Activation {
  const input = inputOf(node, inputs, 0, 'activation');
  const target = [...inputOf(node, inputs, 1, 'constant').data];
  const [batch, channels] = input.shape;
  // Squeeze-and-excite gives a pooled value its two axes back, which the ONNX value never lost.
  if (input.shape.length === 2 && target.join() === [batch, 1, 1, channels].join()) return { ...input, shape: target };
  throw unhandled(node, 'shape', `[${input.shape.join()}] to [${target.join()}]`);
}
