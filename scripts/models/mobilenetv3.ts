import { foldBatchNorm } from './batchnorm.ts';
import { Failure } from './failure.ts';
import { GraphBuilder, type GraphValue, type Network } from './graph.ts';
import { tensorOf, type Tensor, type Tensors } from './tensor.ts';

type Nonlinearity = 'Relu' | 'HardSwish';

/** One inverted residual block; a row of table 1 or 2 of the paper. */
export interface Block {
  readonly kernel: 3 | 5;
  /** Channels inside the block. */
  readonly expansion: number;
  readonly out: number;
  /** Whether it has squeeze-and-excite. */
  readonly excite: boolean;
  readonly activation: Nonlinearity;
  readonly stride: 1 | 2;
}

/** A size of MobileNetV3, without its classifier. */
export interface Architecture {
  readonly name: string;
  readonly stem: number;
  readonly blocks: readonly Block[];
  /** Channels of the last convolution, and so of `features`. */
  readonly last: number;
}

type Row = [kernel: 3 | 5, expansion: number, out: number, excite: boolean, activation: Nonlinearity, stride: 1 | 2];

const block = ([kernel, expansion, out, excite, activation, stride]: Row): Block => ({
  kernel,
  expansion,
  out,
  excite,
  activation,
  stride,
});

const SMALL: readonly Row[] = [
  [3, 16, 16, true, 'Relu', 2],
  [3, 72, 24, false, 'Relu', 2],
  [3, 88, 24, false, 'Relu', 1],
  [5, 96, 40, true, 'HardSwish', 2],
  [5, 240, 40, true, 'HardSwish', 1],
  [5, 240, 40, true, 'HardSwish', 1],
  [5, 120, 48, true, 'HardSwish', 1],
  [5, 144, 48, true, 'HardSwish', 1],
  [5, 288, 96, true, 'HardSwish', 2],
  [5, 576, 96, true, 'HardSwish', 1],
  [5, 576, 96, true, 'HardSwish', 1],
];

/** MobileNetV3-Small. @see https://arxiv.org/abs/1905.02244 table 2 */
export const MOBILENETV3_SMALL: Architecture = {
  name: 'mobilenetv3_small',
  stem: 16,
  blocks: SMALL.map(block),
  last: 576,
};

/**
 * Builds the backbone of a MobileNetV3 from weights under torchvision's names, folding every BatchNorm.
 *
 * @param input Name and NCHW shape of the picture tensor.
 * @param epsilon Of BatchNorm; torchvision's MobileNetV3 was trained with 0.001, not with PyTorch's default.
 * @throws Failure for a missing tensor, or one whose shape does not fit the architecture.
 * @see https://github.com/pytorch/vision/blob/main/torchvision/models/mobilenetv3.py
 */
export function buildMobileNetV3(
  architecture: Architecture,
  tensors: Tensors,
  input: GraphValue,
  epsilon: number,
): Network {
  const builder = new GraphBuilder(architecture.name, input);
  const layers = new Layers(builder, tensors, epsilon);
  let value = layers.convolution('stem', 'features.0', input.name, [architecture.stem, 3, 3, 3], 2);
  value = builder.add('stem_activation', { op: 'HardSwish', inputs: [value] });
  let channels = architecture.stem;
  for (const [index, block] of architecture.blocks.entries()) {
    value = layers.invertedResidual(index, block, value, channels);
    channels = block.out;
  }
  const from = `features.${architecture.blocks.length + 1}`;
  value = layers.convolution('top', from, value, [architecture.last, channels, 1, 1], 1);
  return builder.finish(builder.add('top_activation', { op: 'HardSwish', inputs: [value] }));
}

type KernelShape = readonly [out: number, inputs: number, height: number, width: number];

class Layers {
  readonly #builder: GraphBuilder;
  readonly #tensors: Tensors;
  readonly #epsilon: number;

  constructor(builder: GraphBuilder, tensors: Tensors, epsilon: number) {
    this.#builder = builder;
    this.#tensors = tensors;
    this.#epsilon = epsilon;
  }

  invertedResidual(index: number, block: Block, input: string, channels: number): string {
    const { kernel, expansion, out, excite, activation, stride } = block;
    const name = `block_${index}`;
    // torchvision numbers the layers that a block has, and a block that does not widen has no first layer.
    let layer = 0;
    const next = (): string => `features.${index + 1}.block.${layer++}`;
    let value = input;
    if (expansion !== channels) {
      value = this.convolution(`${name}.expand`, next(), value, [expansion, channels, 1, 1], 1);
      value = this.#builder.add(`${name}.expand_activation`, { op: activation, inputs: [value] });
    }
    value = this.convolution(`${name}.depthwise`, next(), value, [expansion, 1, kernel, kernel], stride);
    value = this.#builder.add(`${name}.depthwise_activation`, { op: activation, inputs: [value] });
    if (excite) value = this.#squeezeExcite(name, next(), value, expansion);
    value = this.convolution(`${name}.project`, next(), value, [out, expansion, 1, 1], 1);
    if (stride !== 1 || channels !== out) return value;
    return this.#builder.add(`${name}.add`, { op: 'Add', inputs: [value, input] });
  }

  /** A convolution with its BatchNorm, `<from>.0` and `<from>.1` in torchvision. */
  convolution(name: string, from: string, input: string, shape: KernelShape, stride: number): string {
    const [out, inputs, kernel] = shape;
    const norm = (part: string): Tensor => this.#tensor(`${from}.1.${part}`, [out]);
    const folded = foldBatchNorm(this.#tensor(`${from}.0.weight`, shape), {
      weight: norm('weight'),
      bias: norm('bias'),
      mean: norm('running_mean'),
      variance: norm('running_var'),
      epsilon: this.#epsilon,
    });
    const pad = Math.floor(kernel / 2);
    const groups = inputs === 1 ? out : 1;
    return this.#builder.convolution(name, input, { ...folded, stride, pads: [pad, pad, pad, pad], groups });
  }

  #squeezeExcite(name: string, from: string, input: string, channels: number): string {
    const squeezed = squeezedChannels(channels);
    const dense = (layer: string, part: string, value: string, out: number, inputs: number): string =>
      this.#builder.convolution(`${name}.${layer}`, value, {
        weight: this.#tensor(`${from}.${part}.weight`, [out, inputs, 1, 1]),
        bias: this.#tensor(`${from}.${part}.bias`, [out]),
        stride: 1,
        pads: [0, 0, 0, 0],
        groups: 1,
      });
    let value = this.#builder.add(`${name}.se_squeeze`, { op: 'GlobalAveragePool', inputs: [input] });
    value = dense('se_reduce', 'fc1', value, squeezed, channels);
    value = this.#builder.add(`${name}.se_reduce_activation`, { op: 'Relu', inputs: [value] });
    value = dense('se_expand', 'fc2', value, channels, squeezed);
    // relu6(x + 3) / 6; ONNX's own default slope is 0.2.
    const attributes = { alpha: { float: 1 / 6 }, beta: { float: 0.5 } };
    value = this.#builder.add(`${name}.se_expand_activation`, { op: 'HardSigmoid', inputs: [value], attributes });
    return this.#builder.add(`${name}.se_excite`, { op: 'Mul', inputs: [input, value] });
  }

  #tensor(name: string, shape: readonly number[]): Tensor {
    const tensor = tensorOf(this.#tensors, name, 'the MobileNetV3 file');
    if (tensor.shape.join() === shape.join()) return tensor;
    throw new Failure(`tensor "${name}" is [${tensor.shape.join()}], but the architecture needs [${shape.join()}]`);
  }
}

/** A quarter, to the nearest multiple of 8, as torchvision's `_make_divisible` rounds. */
function squeezedChannels(channels: number): number {
  const wanted = channels / 4;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}
