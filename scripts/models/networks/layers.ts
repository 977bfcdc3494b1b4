import { LAYER_NORM_EPSILON } from '../../../src/verdict/classifier-head.ts';
import { foldBatchNorm } from './batchnorm.ts';
import type { GraphBuilder } from '../onnx/graph.ts';
import { samePadding } from './padding.ts';
import type { Tensor } from '../weights/tensor.ts';
import type { TensorSource } from '../weights/tensor-source.ts';

/** Activations by the names that the layers of the supported networks have. */
export type Activation = 'Relu' | 'Relu6' | 'HardSwish' | 'Silu' | 'Gelu';

/** Gates of squeeze-and-excite. */
export type Gate = 'HardSigmoid' | 'Sigmoid';

/** `symmetric`: PyTorch's, (kernel - 1) / 2 at each side. `same`: TensorFlow's, by the size of the input. */
export type Padding = 'symmetric' | 'same';

/** Height and width of a map. */
export type Extent2d = readonly [height: number, width: number];

/** Of a convolution's weight; `inputs` are those of one group. */
export type KernelShape = readonly [out: number, inputs: number, height: number, width: number];

/** A convolution under construction. */
interface LayerOptions {
  /** Its name in the checkpoint. */
  readonly from: string;
  /** Name of the BatchNorm that follows it and is folded into it; without one it has a bias of its own. */
  readonly norm?: string;
  readonly shape: KernelShape;
  readonly stride?: number;
  /** Defaults to that of the network. */
  readonly pads?: readonly [number, number, number, number];
}

/** Appends the layers that networks share to a graph, with weights from a checkpoint. Keeps the size of the map. */
export class Layers {
  readonly builder: GraphBuilder;
  readonly #source: TensorSource;
  readonly #epsilon: number;
  readonly #padding: Padding;

  /** @param epsilon of BatchNorm */
  constructor(builder: GraphBuilder, source: TensorSource, epsilon: number, padding: Padding = 'symmetric') {
    this.builder = builder;
    this.#source = source;
    this.#epsilon = epsilon;
    this.#padding = padding;
  }

  /** A tensor of the checkpoint. */
  take(name: string, shape: readonly number[]): Tensor {
    return this.#source.take(name, shape);
  }

  /** A convolution; with one input channel a kernel it is a depthwise one. */
  convolution(name: string, input: string, size: Extent2d, options: LayerOptions): string {
    const { from, norm, shape, stride = 1 } = options;
    const [out, inputs, kernel] = shape;
    const weight = this.take(`${from}.weight`, shape);
    const layer = norm === undefined ? { weight, bias: this.take(`${from}.bias`, [out]) } : this.#fold(weight, norm);
    const pads = options.pads ?? this.#pads(size, kernel, stride);
    return this.builder.convolution(name, input, { ...layer, stride, pads, groups: inputs === 1 ? out : 1 });
  }

  activation(name: string, input: string, activation: Activation): string {
    const { builder } = this;
    switch (activation) {
      case 'Relu':
      case 'HardSwish':
        return builder.add(name, { op: activation, inputs: [input] });
      case 'Relu6':
        return builder.add(name, {
          op: 'Clip',
          inputs: [input, builder.constant('zero', 0), builder.constant('six', 6)],
        });
      case 'Silu':
        return builder.add(name, {
          op: 'Mul',
          inputs: [input, builder.add(`${name}.gate`, { op: 'Sigmoid', inputs: [input] })],
        });
      case 'Gelu':
        return this.#gelu(name, input);
    }
  }

  gate(name: string, input: string, gate: Gate): string {
    // relu6(x + 3) / 6; ONNX's own default slope is 0.2.
    const attributes = gate === 'HardSigmoid' ? { alpha: { float: 1 / 6 }, beta: { float: 0.5 } } : {};
    return this.builder.add(name, { op: gate, inputs: [input], attributes });
  }

  /** LayerNorm over the channels of an NCHW map. ONNX normalises trailing axes, so the channels go last for it. */
  layerNorm(name: string, input: string, from: string, channels: number): string {
    const { builder } = this;
    const weights = [
      builder.weight(`${name}.weight`, this.take(`${from}.weight`, [channels])),
      builder.weight(`${name}.bias`, this.take(`${from}.bias`, [channels])),
    ];
    const last = builder.add(`${name}.last`, { op: 'Transpose', inputs: [input], attributes: { perm: [0, 2, 3, 1] } });
    const normed = builder.add(`${name}.normed`, {
      op: 'LayerNormalization',
      inputs: [last, ...weights],
      attributes: { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } },
    });
    return builder.add(name, { op: 'Transpose', inputs: [normed], attributes: { perm: [0, 3, 1, 2] } });
  }

  /** x * (1 + erf(x / sqrt 2)) / 2, which opset 17 has no operator for. */
  #gelu(name: string, input: string): string {
    const { builder } = this;
    const scaled = builder.add(`${name}.scaled`, {
      op: 'Mul',
      inputs: [input, builder.constant('half_root', Math.SQRT1_2)],
    });
    const erf = builder.add(`${name}.erf`, { op: 'Erf', inputs: [scaled] });
    const shifted = builder.add(`${name}.shifted`, { op: 'Add', inputs: [erf, builder.constant('one', 1)] });
    const product = builder.add(`${name}.product`, { op: 'Mul', inputs: [input, shifted] });
    return builder.add(name, { op: 'Mul', inputs: [product, builder.constant('half', 0.5)] });
  }

  #fold(weight: Tensor, norm: string): { weight: Tensor; bias: Tensor } {
    const part = (name: string): Tensor => this.take(`${norm}.${name}`, weight.shape.slice(0, 1));
    return foldBatchNorm(weight, {
      weight: part('weight'),
      bias: part('bias'),
      mean: part('running_mean'),
      variance: part('running_var'),
      epsilon: this.#epsilon,
    });
  }

  #pads([height, width]: Extent2d, kernel: number, stride: number): [number, number, number, number] {
    if (this.#padding === 'same') {
      const [top, bottom] = samePadding(height, kernel, stride);
      const [left, right] = samePadding(width, kernel, stride);
      return [top, left, bottom, right];
    }
    const pad = Math.floor(kernel / 2);
    return [pad, pad, pad, pad];
  }
}

/** Size of a map behind a layer of this stride that pads by half its kernel, or as TensorFlow does. */
export function strided([height, width]: Extent2d, stride: number): Extent2d {
  return [Math.ceil(height / stride), Math.ceil(width / stride)];
}
