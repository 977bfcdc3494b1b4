import { makeDivisible } from './block-definition.ts';
import { GraphBuilder, type GraphValue, type Network } from '../onnx/graph.ts';
import { type Extent2d, Layers, strided } from './layers.ts';
import type { Tensor } from '../weights/tensor.ts';
import type { TensorSource } from '../weights/tensor-source.ts';

/** A ConvNeXt without its classifier. */
export interface ConvNeXtArchitecture {
  readonly name: string;
  /** Blocks and channels of each of the four stages. */
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  /**
   * `patch`: one 4x4 convolution that does not overlap. Otherwise two 3x3 ones (timm's `_ols`), the first of them as wide
   * as the stage, or half of that.
   */
  readonly stem: 'patch' | 'overlap' | 'overlap_tiered';
  /** Whether the checkpoint keeps the two dense layers of a block as 1x1 convolutions. */
  readonly convolutions: boolean;
  /** Whether the last LayerNorm comes before the pooling (timm's `_hnf`) instead of after it. */
  readonly normFirst: boolean;
}

/**
 * Builds the backbone of a ConvNeXt from weights under timm's names. The layer scale is folded into the convolution
 * before it.
 *
 * @param input Name and NCHW shape of the picture tensor.
 * @throws Failure for a missing tensor, or one whose shape does not fit the architecture.
 * @see https://arxiv.org/abs/2201.03545
 */
export function buildConvNeXt(architecture: ConvNeXtArchitecture, source: TensorSource, input: GraphValue): Network {
  const { name, depths, widths, normFirst } = architecture;
  const layers = new Layers(new GraphBuilder(name, input), source, NaN);
  let { value, size } = buildStem(layers, architecture, input);
  let channels = widths[0] ?? 0;
  for (const [stage, depth] of depths.entries()) {
    const width = widths[stage] ?? 0;
    const from = `stages.${stage}`;
    if (stage > 0) {
      value = layers.layerNorm(`downsample_${stage}.norm`, value, `${from}.downsample.0`, channels);
      value = layers.convolution(`downsample_${stage}`, value, size, {
        from: `${from}.downsample.1`,
        shape: [width, channels, 2, 2],
        stride: 2,
        pads: [0, 0, 0, 0],
      });
      size = [Math.floor(size[0] / 2), Math.floor(size[1] / 2)];
    }
    channels = width;
    for (let position = 0; position < depth; position++) {
      const step = { from: `${from}.blocks.${position}`, name: `block_${stage}_${position}`, value, size, channels };
      value = buildBlock(layers, architecture, step);
    }
  }
  if (normFirst) value = layers.layerNorm('norm_pre', value, 'norm_pre', channels);
  return layers.builder.finish(value);
}

function buildStem(
  layers: Layers,
  { stem, widths: [width = 0] }: ConvNeXtArchitecture,
  input: GraphValue,
): { value: string; size: Extent2d } {
  const [, , height = 0, columns = 0] = input.shape;
  const picture: Extent2d = [height, columns];
  if (stem === 'patch') {
    const patches = layers.convolution('stem', input.name, picture, {
      from: 'stem.0',
      shape: [width, 3, 4, 4],
      stride: 4,
      pads: [0, 0, 0, 0],
    });
    const size = [Math.floor(height / 4), Math.floor(columns / 4)] as const;
    return { value: layers.layerNorm('stem_norm', patches, 'stem.1', width), size };
  }

  const middle = stem === 'overlap' ? width : makeDivisible(Math.floor(width / 2));
  let value = layers.convolution('stem_0', input.name, picture, {
    from: 'stem.0',
    shape: [middle, 3, 3, 3],
    stride: 2,
  });
  const half = strided(picture, 2);
  value = layers.convolution('stem_1', value, half, { from: 'stem.1', shape: [width, middle, 3, 3], stride: 2 });
  return { value: layers.layerNorm('stem_norm', value, 'stem.2', width), size: strided(half, 2) };
}

interface Step {
  /** Name of the block in the checkpoint, and in the graph. */
  readonly from: string;
  readonly name: string;
  readonly value: string;
  readonly size: Extent2d;
  readonly channels: number;
}

function buildBlock(layers: Layers, { convolutions }: ConvNeXtArchitecture, step: Step): string {
  const { from, name, value: input, size, channels } = step;
  const inside = 4 * channels;
  let value = layers.convolution(`${name}.depthwise`, input, size, {
    from: `${from}.conv_dw`,
    shape: [channels, 1, 7, 7],
  });
  value = layers.layerNorm(`${name}.norm`, value, `${from}.norm`, channels);
  const dense = (layer: string, out: number, inputs: number): { weight: Tensor; bias: Tensor } => {
    const shape = convolutions ? [out, inputs, 1, 1] : [out, inputs];
    const weight = layers.take(`${from}.mlp.${layer}.weight`, shape);
    const bias = layers.take(`${from}.mlp.${layer}.bias`, [out]);
    return { weight: { shape: [out, inputs, 1, 1], data: weight.data }, bias };
  };
  const pointwise = { stride: 1, pads: [0, 0, 0, 0], groups: 1 } as const;
  value = layers.builder.convolution(`${name}.widen`, value, { ...dense('fc1', inside, channels), ...pointwise });
  value = layers.activation(`${name}.activation`, value, 'Gelu');
  const { weight, bias } = dense('fc2', channels, inside);
  const gamma = layers.take(`${from}.gamma`, [channels]);
  const scaled = { weight: scaleRows(weight, gamma), bias: scaleRows(bias, gamma) };
  value = layers.builder.convolution(`${name}.project`, value, { ...scaled, ...pointwise });
  return layers.builder.add(`${name}.add`, { op: 'Add', inputs: [value, input] });
}

/** Multiplies each row, along the first axis, by its own factor; in double precision, rounded once. */
function scaleRows({ shape, data }: Tensor, { data: factors }: Tensor): Tensor {
  const row = data.length / (shape[0] ?? 1);
  return { shape, data: data.map((value, index) => value * (factors[Math.floor(index / row)] ?? NaN)) };
}
