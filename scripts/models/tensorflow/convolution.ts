import { Failure } from '../../kit/failure.ts';
import { samePadding } from '../networks/padding.ts';
import { transpose, type Tensor } from '../weights/tensor.ts';
import { attributeOf, requireAttribute, unhandled } from './attributes.ts';
import { inputOf, type Activation, type Constant, type Translation, type Value } from './values.ts';
import type { TfNode } from './graph-model.ts';

/**
 * Translates `_FusedConv2D` and `FusedDepthwiseConv2dNative` with a bias.
 *
 * @throws Failure for another layout, dilation, fused operator or padding.
 */
export function convolution(node: TfNode, inputs: readonly Value[], it: Translation, depthwise: boolean): Activation {
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
