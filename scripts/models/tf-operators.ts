import { Failure } from './failure.ts';
import type { GraphBuilder } from './graph.ts';
import { samePadding } from './padding.ts';
import { transpose, type Tensor } from './tensor.ts';
import { attributeOf, requireAttribute, unhandled } from './tf-attributes.ts';
import { inputOf, integers, type Activation, type Constant, type Pixels, type Value } from './tf-values.ts';
import type { TfNode } from './tfjs.ts';

/** What an operator may use of the translation that it is part of. */
export interface Translation {
  readonly builder: GraphBuilder;
  /** ONNX name for a node: of its own layer, without TensorFlow's prefixes. */
  nameOf(node: TfNode): string;
  /** Takes the picture as the network's first layer wants it, and returns the name of the ONNX input. */
  useInput(node: TfNode, pixels: Pixels): string;
}

type Operator = (node: TfNode, inputs: readonly Value[], translation: Translation) => Value;

/** Translations of TensorFlow's operators, as far as EfficientNet graphs have them. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['_FusedConv2D', (node, inputs, it) => convolution(node, inputs, it, false)],
  ['FusedDepthwiseConv2dNative', (node, inputs, it) => convolution(node, inputs, it, true)],
  ['Sigmoid', sigmoid],
  ['Mul', multiply],
  ['AddV2', add],
  ['Sub', (node, inputs) => affine(node, inputs, (_scale, shift, by) => shift - by)],
  [
    'RealDiv',
    (node, inputs) =>
      affine(
        node,
        inputs,
        (_scale, shift, by) => shift / by,
        (scale, by) => scale / by,
      ),
  ],
  ['Mean', mean],
  ['BroadcastTo', broadcastTo],
  ['Shape', shape],
  ['StridedSlice', stridedSlice],
  ['Pack', pack],
  ['Reshape', reshape],
]);

function convolution(node: TfNode, inputs: readonly Value[], it: Translation, depthwise: boolean): Activation {
  requireAttribute(node, 'data_format', 'NHWC');
  requireAttribute(node, 'dilations', [1, 1, 1, 1]);
  requireAttribute(node, 'fused_ops', ['BiasAdd']);
  requireAttribute(node, 'explicit_paddings', []);
  const source = inputs[0]?.kind === 'pixels' ? inputs[0] : inputOf(node, inputs, 0, 'activation');
  const weight = fp32(node, inputOf(node, inputs, 1, 'constant'));
  const bias = fp32(node, inputOf(node, inputs, 2, 'constant'));
  const [, height = 0, width = 0, channels = 0] = source.shape;
  const [kernelHeight = 1, kernelWidth = 1, weightChannels, last = 1] = weight.shape;
  if (weightChannels !== channels) {
    throw new Failure(
      `node "${node.name}": its weight is for ${weightChannels ?? 0} channels, its input has ${channels}`,
    );
  }
  if (depthwise && last !== 1) throw unhandled(node, 'depth multiplier', String(last));

  const stride = strideOf(node);
  const [top, bottom] = paddingOf(node, height, kernelHeight, stride);
  const [left, right] = paddingOf(node, width, kernelWidth, stride);
  const name = it.nameOf(node);
  it.builder.convolution(name, source.kind === 'pixels' ? it.useInput(node, source) : source.name, {
    // TensorFlow keeps [height, width, in, out] and, depthwise, [height, width, channels, 1].
    weight: transpose(weight, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]),
    bias,
    stride,
    pads: [top, left, bottom, right],
    groups: depthwise ? channels : 1,
  });
  const along = (size: number, kernel: number, padding: number): number =>
    Math.floor((size + padding - kernel) / stride) + 1;
  const outHeight = along(height, kernelHeight, top + bottom);
  const outWidth = along(width, kernelWidth, left + right);
  return { kind: 'activation', name, shape: [1, outHeight, outWidth, depthwise ? channels : last] };
}

function strideOf(node: TfNode): number {
  const strides = attributeOf(node, 'strides');
  const stride = Array.isArray(strides) ? Number(strides[1]) : NaN;
  if (JSON.stringify(strides) !== JSON.stringify([1, stride, stride, 1])) {
    throw unhandled(node, 'strides', JSON.stringify(strides));
  }
  return stride;
}

function paddingOf(node: TfNode, size: number, kernel: number, stride: number): [before: number, after: number] {
  const padding = attributeOf(node, 'padding');
  if (padding === 'SAME') return samePadding(size, kernel, stride);
  if (padding === 'VALID') return [0, 0];
  throw unhandled(node, 'padding', JSON.stringify(padding));
}

function fp32(node: TfNode, { shape, data }: Constant): Tensor {
  if (data instanceof Float32Array) return { shape, data };
  throw new Failure(`node "${node.name}" (${node.op}): a weight is of integers`);
}

function sigmoid(node: TfNode, inputs: readonly Value[], { builder, nameOf }: Translation): Activation {
  const input = inputOf(node, inputs, 0, 'activation');
  return { ...input, name: builder.add(nameOf(node), { op: 'Sigmoid', inputs: [input.name] }) };
}

function multiply(node: TfNode, inputs: readonly Value[], { builder, nameOf }: Translation): Value {
  if (inputs.some(({ kind }) => kind === 'pixels')) {
    return affine(
      node,
      inputs,
      (_scale, shift, by) => shift * by,
      (scale, by) => scale * by,
    );
  }
  const a = inputOf(node, inputs, 0, 'activation');
  const b = inputOf(node, inputs, 1, 'activation');
  requireRank4(node, a, b);
  const name = builder.add(nameOf(node), { op: 'Mul', inputs: [a.name, b.name] });
  return { kind: 'activation', name, shape: a.shape.map((length, axis) => Math.max(length, b.shape[axis] ?? 1)) };
}

function add(node: TfNode, inputs: readonly Value[], { builder, nameOf }: Translation): Activation {
  const a = inputOf(node, inputs, 0, 'activation');
  const b = inputOf(node, inputs, 1, 'activation');
  requireRank4(node, a, b);
  if (a.shape.join() !== b.shape.join()) throw unhandled(node, 'shapes', `[${a.shape.join()}] and [${b.shape.join()}]`);
  return { ...a, name: builder.add(nameOf(node), { op: 'Add', inputs: [a.name, b.name] }) };
}

/** Broadcasting over NHWC and NCHW agree only while no axis has to be guessed. */
function requireRank4(node: TfNode, ...values: readonly Activation[]): void {
  for (const { shape } of values) if (shape.length !== 4) throw unhandled(node, 'input shape', `[${shape.join()}]`);
}

/** Arithmetic of the picture with one number, or with one a channel. */
function affine(
  node: TfNode,
  inputs: readonly Value[],
  shiftBy: (scale: number, shift: number, by: number) => number,
  scaleBy: (scale: number, by: number) => number = (scale) => scale,
): Pixels {
  // Only a product may name the picture second.
  const [at, other] = node.op === 'Mul' && inputs[1]?.kind === 'pixels' ? [1, 0] : [0, 1];
  const pixels = inputOf(node, inputs, at, 'pixels');
  const { data } = inputOf(node, inputs, other, 'constant');
  if (data.length !== 1 && data.length !== 3) throw unhandled(node, 'constant', `${data.length} numbers`);
  const by = (channel: number): number => data[data.length === 1 ? 0 : channel] ?? NaN;
  return {
    ...pixels,
    scale: pixels.scale.map((scale, channel) => scaleBy(scale, by(channel))),
    shift: pixels.shift.map((shift, channel) => shiftBy(pixels.scale[channel] ?? NaN, shift, by(channel))),
  };
}

function mean(node: TfNode, inputs: readonly Value[], { builder, nameOf }: Translation): Activation {
  const input = inputOf(node, inputs, 0, 'activation');
  const axes = inputOf(node, inputs, 1, 'constant');
  const [batch = 1, , , channels = 1] = input.shape;
  if (axes.data.join() !== '1,2' || input.shape.length !== 4) throw unhandled(node, 'axes', `[${axes.data.join()}]`);
  const name = builder.add(nameOf(node), { op: 'GlobalAveragePool', inputs: [input.name] });
  const keep = attributeOf(node, 'keep_dims') === true;
  return { kind: 'activation', name, shape: keep ? [batch, 1, 1, channels] : [batch, channels] };
}

function broadcastTo(node: TfNode, inputs: readonly Value[]): Constant {
  const value = inputOf(node, inputs, 0, 'constant');
  const target = inputOf(node, inputs, 1, 'constant');
  // Stays one number a channel: whoever reads it broadcasts it anyway.
  if (value.data.length === target.data.at(-1) && value.shape.at(-1) === value.data.length) return value;
  throw unhandled(node, 'shape', `[${value.shape.join()}] to [${target.data.join()}]`);
}

function shape(node: TfNode, inputs: readonly Value[]): Constant {
  const [value] = inputs;
  if (!value) throw new Failure(`node "${node.name}" (Shape) has no input`);
  return integers(value.shape);
}

function stridedSlice(node: TfNode, inputs: readonly Value[]): Constant {
  for (const mask of ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask']) requireAttribute(node, mask, 0);
  requireAttribute(node, 'shrink_axis_mask', 1);
  const { shape, data } = inputOf(node, inputs, 0, 'constant');
  const [begin = -1] = inputOf(node, inputs, 1, 'constant').data;
  const picked = data[begin];
  if (shape.length !== 1 || picked === undefined) throw unhandled(node, 'begin', String(begin));
  return { kind: 'constant', shape: [], data: Int32Array.of(picked) };
}

function pack(node: TfNode, inputs: readonly Value[]): Constant {
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

function reshape(node: TfNode, inputs: readonly Value[]): Activation {
  const input = inputOf(node, inputs, 0, 'activation');
  const target = [...inputOf(node, inputs, 1, 'constant').data];
  const [batch, channels] = input.shape;
  // Squeeze-and-excite gives a pooled value its two axes back, which the ONNX value never lost.
  if (input.shape.length === 2 && target.join() === [batch, 1, 1, channels].join()) return { ...input, shape: target };
  throw unhandled(node, 'shape', `[${input.shape.join()}] to [${target.join()}]`);
}
