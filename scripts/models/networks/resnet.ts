import { GraphBuilder, type GraphValue, type Network } from '../onnx/graph.ts';
import { type Extent2d, type KernelShape, Layers, strided } from './layers.ts';
import type { TensorSource } from '../weights/tensor-source.ts';

/** A ResNet without its classifier. */
export interface ResNetArchitecture {
  readonly name: string;
  readonly block: 'basic' | 'bottleneck';
  /** Blocks of each of the four stages. */
  readonly depths: readonly number[];
  /** Version D: three convolutions at the beginning, and averages in the short cuts. */
  readonly deep: boolean;
}

/** BatchNorm's, PyTorch's default. */
const EPSILON = 1e-5;

const PLANES = [64, 128, 256, 512];

/**
 * Builds the backbone of a ResNet from weights under timm's names, folding every BatchNorm.
 *
 * @param input Name and NCHW shape of the picture tensor.
 * @throws Failure for a missing tensor, or one whose shape does not fit the architecture.
 * @see https://arxiv.org/abs/1512.03385 and, for version D, https://arxiv.org/abs/1812.01187
 */
export function buildResNet(architecture: ResNetArchitecture, source: TensorSource, input: GraphValue): Network {
  const { name, block, depths, deep } = architecture;
  const layers = new Layers(new GraphBuilder(name, input), source, EPSILON);
  const [, , height = 0, width = 0] = input.shape;
  const picture: Extent2d = [height, width];
  let value = deep ? deepStem(layers, input.name, picture) : plainStem(layers, input.name, picture);
  value = layers.builder.add('stem_pool', {
    op: 'MaxPool',
    inputs: [value],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
  });
  let size = strided(strided(picture, 2), 2);
  let inputs = 64;
  for (const [stage, depth] of depths.entries()) {
    const planes = PLANES[stage] ?? 0;
    const out = block === 'basic' ? planes : 4 * planes;
    for (let position = 0; position < depth; position++) {
      const stride = stage > 0 && position === 0 ? 2 : 1;
      const step = {
        from: `layer${stage + 1}.${position}`,
        name: `block_${stage}_${position}`,
        value,
        size,
        inputs,
        planes,
        out,
        stride,
      };
      value = residual(layers, architecture, step);
      size = strided(size, stride);
      inputs = out;
    }
  }
  return layers.builder.finish(value);
}

function plainStem(layers: Layers, input: string, size: Extent2d): string {
  const value = layers.convolution('stem', input, size, {
    from: 'conv1',
    norm: 'bn1',
    shape: [64, 3, 7, 7],
    stride: 2,
  });
  return layers.activation('stem_activation', value, 'Relu');
}

function deepStem(layers: Layers, input: string, picture: Extent2d): string {
  const size = strided(picture, 2);
  let value = layers.convolution('stem_0', input, picture, {
    from: 'conv1.0',
    norm: 'conv1.1',
    shape: [32, 3, 3, 3],
    stride: 2,
  });
  value = layers.activation('stem_0_activation', value, 'Relu');
  value = layers.convolution('stem_1', value, size, { from: 'conv1.3', norm: 'conv1.4', shape: [32, 32, 3, 3] });
  value = layers.activation('stem_1_activation', value, 'Relu');
  value = layers.convolution('stem_2', value, size, { from: 'conv1.6', norm: 'bn1', shape: [64, 32, 3, 3] });
  return layers.activation('stem_2_activation', value, 'Relu');
}

interface Step {
  /** Name of the block in the checkpoint, and in the graph. */
  readonly from: string;
  readonly name: string;
  /** What enters the block, its size and its channels. */
  readonly value: string;
  readonly size: Extent2d;
  readonly inputs: number;
  readonly planes: number;
  readonly out: number;
  readonly stride: number;
}

function residual(layers: Layers, { block, deep }: ResNetArchitecture, step: Step): string {
  const { from, name, value: input, size, inputs, planes, out, stride } = step;
  const reduced = strided(size, stride);
  // The second of three takes the stride ("version B"), or the first of two.
  const convolutions: readonly { shape: KernelShape; stride: number; size: Extent2d }[] =
    block === 'basic'
      ? [
          { shape: [planes, inputs, 3, 3], stride, size },
          { shape: [out, planes, 3, 3], stride: 1, size: reduced },
        ]
      : [
          { shape: [planes, inputs, 1, 1], stride: 1, size },
          { shape: [planes, planes, 3, 3], stride, size },
          { shape: [out, planes, 1, 1], stride: 1, size: reduced },
        ];
  let value = input;
  for (const [index, { shape, stride, size }] of convolutions.entries()) {
    const number = index + 1;
    value = layers.convolution(`${name}.conv${number}`, value, size, {
      from: `${from}.conv${number}`,
      norm: `${from}.bn${number}`,
      shape,
      stride,
    });
    if (number < convolutions.length) value = layers.activation(`${name}.activation${number}`, value, 'Relu');
  }
  const shortcut = stride === 1 && inputs === out ? input : downsample(layers, deep, step);
  value = layers.builder.add(`${name}.add`, { op: 'Add', inputs: [value, shortcut] });
  return layers.activation(`${name}.activation`, value, 'Relu');
}

function downsample(layers: Layers, deep: boolean, { from, name, value, size, inputs, out, stride }: Step): string {
  const shape = [out, inputs, 1, 1] as const;
  if (!deep) {
    const options = { from: `${from}.downsample.0`, norm: `${from}.downsample.1`, shape, stride };
    return layers.convolution(`${name}.downsample`, value, size, options);
  }
  // PyTorch's ceil_mode without counting what is padded: an odd row or column at the end is its own average.
  const odd = (length: number): number => (stride === 1 ? 0 : length % 2);
  const pads = [0, 0, odd(size[0]), odd(size[1])];
  const pooled =
    stride === 1
      ? value
      : layers.builder.add(`${name}.downsample_pool`, {
          op: 'AveragePool',
          inputs: [value],
          attributes: { kernel_shape: [2, 2], pads, strides: [2, 2] },
        });
  const options = { from: `${from}.downsample.1`, norm: `${from}.downsample.2`, shape };
  return layers.convolution(`${name}.downsample`, pooled, strided(size, stride), options);
}
