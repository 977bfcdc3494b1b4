import { attributeOf, unhandled } from './attributes.ts';
import { convolution } from './convolution.ts';
import { broadcastTo, pack, reshape, shape, stridedSlice } from './shapes.ts';
import { inputOf, type Activation, type Operator, type Pixels, type Translation, type Value } from './values.ts';
import type { TfNode } from './graph-model.ts';

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
