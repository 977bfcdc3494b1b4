import { GraphBuilder, type GraphValue, type Network } from '../onnx/graph.ts';
import { type Activation, type Extent2d, type Gate, Layers, type Padding, strided } from './layers.ts';
import type { TensorSource } from '../weights/tensor-source.ts';

/** One block of depthwise and pointwise convolutions; a row of the tables in the papers. */
export interface MobileBlock {
  /** Its name in the checkpoint, such as `blocks.1.0`. */
  readonly from: string;
  readonly kernel: number;
  readonly inputs: number;
  /** Channels inside the block; null where it does not widen (timm's `DepthwiseSeparableConv`). */
  readonly expansion: number | null;
  readonly out: number;
  /** Channels between the two layers of squeeze-and-excite; null without it. */
  readonly squeezed: number | null;
  readonly activation: Activation;
  readonly stride: number;
}

/** A MobileNetV3 or an EfficientNet without its classifier. */
export interface MobileArchitecture {
  readonly name: string;
  /** Channels of the first convolution. */
  readonly stem: number;
  readonly blocks: readonly MobileBlock[];
  /** The last convolution and its BatchNorm, whose activation is `features`. */
  readonly top: { readonly from: string; readonly norm: string; readonly channels: number };
  readonly activation: Activation;
  readonly squeezeExcite: {
    readonly gate: Gate;
    /** null: that of the block. */ readonly activation: Activation | null;
  };
  readonly padding: Padding;
  /** Of BatchNorm. */
  readonly epsilon: number;
}

/**
 * Builds the backbone of a MobileNetV3 or EfficientNet from weights under timm's names, folding every BatchNorm.
 *
 * @param input Name and NCHW shape of the picture tensor.
 * @throws Failure for a missing tensor, or one whose shape does not fit the architecture.
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_efficientnet_blocks.py
 */
export function buildMobileNetwork(architecture: MobileArchitecture, source: TensorSource, input: GraphValue): Network {
  const { name, stem, blocks, top, activation, padding, epsilon } = architecture;
  const layers = new Layers(new GraphBuilder(name, input), source, epsilon, padding);
  const [, , height = 0, width = 0] = input.shape;
  let size: Extent2d = [height, width];
  let value = layers.convolution('stem', input.name, size, {
    from: 'conv_stem',
    norm: 'bn1',
    shape: [stem, 3, 3, 3],
    stride: 2,
  });
  value = layers.activation('stem_activation', value, activation);
  size = strided(size, 2);
  let channels = stem;
  for (const [index, block] of blocks.entries()) {
    value = invertedResidual(layers, architecture, { block, name: `block_${index}`, value, size });
    size = strided(size, block.stride);
    channels = block.out;
  }
  value = layers.convolution('top', value, size, { ...top, shape: [top.channels, channels, 1, 1] });
  return layers.builder.finish(layers.activation('top_activation', value, activation));
}

interface Step {
  readonly block: MobileBlock;
  readonly name: string;
  /** What enters the block, and its size. */
  readonly value: string;
  readonly size: Extent2d;
}

/** The names of a block's layers depend on whether it has a first one that widens. */
const NAMES = {
  widening: { expand: ['conv_pw', 'bn1'], depthwise: ['conv_dw', 'bn2'], project: ['conv_pwl', 'bn3'] },
  plain: { expand: ['', ''], depthwise: ['conv_dw', 'bn1'], project: ['conv_pw', 'bn2'] },
} as const;

function invertedResidual(layers: Layers, architecture: MobileArchitecture, step: Step): string {
  const { block, name, value: input, size } = step;
  const { from, kernel, inputs, expansion, out, squeezed, activation, stride } = block;
  const names = expansion === null ? NAMES.plain : NAMES.widening;
  const called = ([conv, norm]: readonly [string, string]): { from: string; norm: string } => ({
    from: `${from}.${conv}`,
    norm: `${from}.${norm}`,
  });
  const inside = expansion ?? inputs;
  let value = input;
  if (expansion !== null) {
    value = layers.convolution(`${name}.expand`, value, size, {
      ...called(names.expand),
      shape: [inside, inputs, 1, 1],
    });
    value = layers.activation(`${name}.expand_activation`, value, activation);
  }
  const depthwise = { ...called(names.depthwise), shape: [inside, 1, kernel, kernel], stride } as const;
  value = layers.convolution(`${name}.depthwise`, value, size, depthwise);
  value = layers.activation(`${name}.depthwise_activation`, value, activation);
  if (squeezed !== null) value = squeezeExcite(layers, architecture, { ...step, value }, inside, squeezed);
  value = layers.convolution(`${name}.project`, value, size, { ...called(names.project), shape: [out, inside, 1, 1] });
  if (stride !== 1 || inputs !== out) return value;
  return layers.builder.add(`${name}.add`, { op: 'Add', inputs: [value, input] });
}

function squeezeExcite(
  layers: Layers,
  { squeezeExcite: { gate, activation } }: MobileArchitecture,
  { block, name, value: input }: Step,
  channels: number,
  squeezed: number,
): string {
  const { builder } = layers;
  const pixel: Extent2d = [1, 1];
  let value = builder.add(`${name}.se_squeeze`, { op: 'GlobalAveragePool', inputs: [input] });
  value = layers.convolution(`${name}.se_reduce`, value, pixel, {
    from: `${block.from}.se.conv_reduce`,
    shape: [squeezed, channels, 1, 1],
  });
  value = layers.activation(`${name}.se_reduce_activation`, value, activation ?? block.activation);
  value = layers.convolution(`${name}.se_expand`, value, pixel, {
    from: `${block.from}.se.conv_expand`,
    shape: [channels, squeezed, 1, 1],
  });
  value = layers.gate(`${name}.se_expand_activation`, value, gate);
  return builder.add(`${name}.se_excite`, { op: 'Mul', inputs: [input, value] });
}
