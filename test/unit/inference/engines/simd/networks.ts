import type { ModelEntry } from '../../../../../src/catalogue/manifest.ts';
import { type Random, randomOf } from '../../../../../scripts/kit/random.ts';
import { costOf } from '../../../../../scripts/models/onnx/cost.ts';
import { GraphBuilder, type Network } from '../../../../../scripts/models/onnx/graph.ts';
import { attachHead } from '../../../../../scripts/models/networks/head.ts';
import { sizeOf, type Tensor } from '../../../../../scripts/models/weights/tensor.ts';

type Activation = 'Relu' | 'Relu6' | 'HardSwish' | 'Silu' | 'None';

/** An inverted residual block of a test network. */
export interface BlockSpec {
  /** Channels inside; no expansion when left out. */
  readonly expansion?: number;
  readonly kernel: 3 | 5;
  readonly stride: 1 | 2;
  /** TensorFlow's padding, with the larger half after the picture. */
  readonly same?: boolean;
  readonly out: number;
  readonly squeeze?: { readonly channels: number; readonly gate: 'Sigmoid' | 'HardSigmoid' };
}

/** A network of the kinds that the engine knows, in any size. */
export interface NetworkSpec {
  readonly seed: string;
  readonly size: readonly [channels: number, height: number, width: number];
  readonly stem: { readonly out: number; readonly kernel: number; readonly stride: number };
  readonly blocks: readonly BlockSpec[];
  readonly activation: Activation;
  readonly top: number;
  readonly hidden?: number;
  readonly classes: number;
}

/** A network with random weights. */
export function networkOf(spec: NetworkSpec): Network {
  const random = randomOf(spec.seed);
  const builder = new GraphBuilder(spec.seed, { name: 'pixels', shape: [1, ...spec.size] });
  const layers = new Layers(builder, random, spec.activation);
  const { stem } = spec;
  let value = layers.convolution('stem', 'pixels', [stem.out, spec.size[0], stem.kernel, stem.kernel], stem);
  value = layers.activate('stem', value);
  let channels = stem.out;
  for (const [index, block] of spec.blocks.entries()) {
    value = layers.block(`block_${index}`, value, channels, block);
    channels = block.out;
  }
  value = layers.activate('top', layers.convolution('top', value, [spec.top, channels, 1, 1]));
  const backbone = builder.finish(value);
  const hidden = spec.hidden ?? spec.top;
  const head = new Map<string, Tensor>([
    ...(spec.hidden === undefined
      ? []
      : ([
          ['hidden.weight', randomTensor(random, [spec.hidden, spec.top])],
          ['hidden.bias', randomTensor(random, [spec.hidden])],
        ] as const)),
    ['classifier.weight', randomTensor(random, [spec.classes, hidden])],
    ['classifier.bias', randomTensor(random, [spec.classes])],
  ]);
  const graph = attachHead(backbone.graph, head, spec.classes);
  return { graph, tensors: new Map([...backbone.tensors, ...head]) };
}

/** A network's entry in the manifest, as far as an engine reads it. */
export function entryOf(name: string, { graph }: Network): ModelEntry {
  const { shapes, macs, parameters } = costOf(graph);
  const [, channels = 0, height = 0, width = 0] = graph.input.shape;
  const [, classes = 0] = shapes.get('logits') ?? [];
  const [, features = 0, featuresHeight = 0, featuresWidth = 0] = shapes.get('features') ?? [];
  if (channels !== 3) throw new Error('a model of the manifest takes three channels');
  return {
    name,
    title: name,
    description: '',
    source: '',
    licence: '',
    card: '',
    classes: { file: '', count: classes },
    input: {
      name: 'pixels',
      size: [channels, height, width],
      mean: [0, 0, 0],
      std: [1, 1, 1],
      crop_mode: 'squash',
      crop_pct: 1,
      interpolation: 'bilinear',
    },
    outputs: { logits: [1, classes], features: [1, features, featuresHeight, featuresWidth] },
    parameters,
    macs,
    files: [{ path: `${name}.plan`, role: 'plan', bytes: 1, sha256: '' }],
  };
}

/** A picture tensor of a network. */
export function randomPicture({ graph }: Network, seed: string): Float32Array {
  const random = randomOf(seed);
  return Float32Array.from({ length: sizeOf(graph.input.shape) }, () => random.uniform(-2, 2));
}

function randomTensor(random: Random, shape: readonly number[]): Tensor {
  // Keeps the size of the activations about the same from layer to layer.
  const bound = shape.length === 1 ? 0.5 : Math.sqrt(6 / sizeOf(shape.slice(1)));
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.uniform(-bound, bound)) };
}

class Layers {
  readonly #builder: GraphBuilder;
  readonly #random: Random;
  readonly #activation: Activation;

  constructor(builder: GraphBuilder, random: Random, activation: Activation) {
    this.#builder = builder;
    this.#random = random;
    this.#activation = activation;
  }

  convolution(
    name: string,
    input: string,
    shape: readonly [number, number, number, number],
    { stride = 1, groups = 1, same = false } = {},
  ): string {
    const pad = Math.floor(shape[2] / 2);
    const before = same ? Math.max(0, pad - stride + 1) : pad;
    return this.#builder.convolution(name, input, {
      weight: randomTensor(this.#random, shape),
      bias: randomTensor(this.#random, [shape[0]]),
      stride,
      pads: [before, before, pad, pad],
      groups,
    });
  }

  activate(name: string, input: string): string {
    switch (this.#activation) {
      case 'None':
        return input;
      case 'Silu': {
        const gate = this.#builder.add(`${name}.sigmoid`, { op: 'Sigmoid', inputs: [input] });
        return this.#builder.add(`${name}.silu`, { op: 'Mul', inputs: [input, gate] });
      }
      case 'Relu6': {
        const bounds = [this.#builder.constant('zero', 0), this.#builder.constant('six', 6)];
        return this.#builder.add(`${name}.relu6`, { op: 'Clip', inputs: [input, ...bounds] });
      }
      case 'Relu':
      case 'HardSwish':
        return this.#builder.add(`${name}.activation`, { op: this.#activation, inputs: [input] });
    }
  }

  block(name: string, input: string, channels: number, block: BlockSpec): string {
    const { kernel, stride, same = false, out, squeeze } = block;
    const inner = block.expansion ?? channels;
    let value = input;
    if (block.expansion !== undefined) {
      value = this.convolution(`${name}.expand`, value, [inner, channels, 1, 1]);
      value = this.activate(`${name}.expand`, value);
    }
    value = this.convolution(`${name}.depthwise`, value, [inner, 1, kernel, kernel], { stride, groups: inner, same });
    value = this.activate(`${name}.depthwise`, value);
    if (squeeze) {
      let gate = this.#builder.add(`${name}.squeeze`, { op: 'GlobalAveragePool', inputs: [value] });
      gate = this.convolution(`${name}.reduce`, gate, [squeeze.channels, inner, 1, 1]);
      gate = this.#builder.add(`${name}.reduce_relu`, { op: 'Relu', inputs: [gate] });
      gate = this.convolution(`${name}.widen`, gate, [inner, squeeze.channels, 1, 1]);
      const attributes = squeeze.gate === 'Sigmoid' ? {} : { alpha: { float: 1 / 6 }, beta: { float: 0.5 } };
      gate = this.#builder.add(`${name}.gate`, { op: squeeze.gate, inputs: [gate], attributes });
      value = this.#builder.add(`${name}.excite`, { op: 'Mul', inputs: [value, gate] });
    }
    value = this.convolution(`${name}.project`, value, [out, inner, 1, 1]);
    if (stride !== 1 || channels !== out) return value;
    return this.#builder.add(`${name}.add`, { op: 'Add', inputs: [value, input] });
  }
}
