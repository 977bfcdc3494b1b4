import {
  add,
  avgPool,
  batchNorm,
  clipByValue,
  conv2d,
  depthwiseConv2d,
  matMul,
  mean,
  mul,
  relu,
  tensor1d,
  tensor2d,
  tensor4d,
  transpose,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

import type { GgufFile } from '../../../../../scripts/models/weights/gguf.ts';

/** Kernel, stride, squeeze-and-excite, hard-swish; widths are whatever the weights have. */
const BLOCKS: readonly (readonly [kernel: number, stride: 1 | 2, excite: boolean, swish: boolean])[] = [
  [3, 2, true, false],
  [3, 2, false, false],
  [3, 1, false, false],
  [5, 2, true, true],
  [5, 1, true, true],
  [5, 1, true, true],
  [5, 1, true, true],
  [5, 1, true, true],
  [5, 2, true, true],
  [5, 1, true, true],
  [5, 1, true, true],
];

/**
 * MobileNetV3-Small written down a second time, in TensorFlow.js, NHWC and with BatchNorm as a layer of its own; it
 * shares nothing with the builder that it checks but the file reader.
 */
export class MobileNetV3Reference {
  readonly #file: GgufFile;

  constructor(file: GgufFile) {
    this.#file = file;
  }

  /** @param pixels Normalised picture, NHWC. */
  run(pixels: Tensor4D): { features: Tensor4D; logits: Tensor2D } {
    let x = hardSwish(this.#convolution('features.0', pixels, 2));
    for (const [index, [kernel, stride, excite, swish]] of BLOCKS.entries()) {
      x = this.#block(`features.${index + 1}.block`, x, kernel, stride, excite, swish ? hardSwish : relu);
    }
    const features = hardSwish(this.#convolution('features.12', x, 1));
    const hidden = hardSwish(this.#dense('classifier.0', mean<Tensor2D>(features, [1, 2])));
    return { features, logits: this.#dense('classifier.3', hidden) };
  }

  #block(
    name: string,
    input: Tensor4D,
    kernel: number,
    stride: 1 | 2,
    excite: boolean,
    activate: (x: Tensor4D) => Tensor4D,
  ): Tensor4D {
    let x = input;
    let layer = 0;
    // Only the first block has nothing to widen.
    if (!name.startsWith('features.1.')) x = activate(this.#convolution(`${name}.${layer++}`, x, 1));
    const padded = Math.floor(kernel / 2);
    const weight = transpose(this.#tensor4(`${name}.${layer}.0.weight`), [2, 3, 0, 1]);
    const depthwise = depthwiseConv2d(x, weight, stride, explicit(padded));
    x = activate(this.#norm(`${name}.${layer++}`, depthwise));
    if (excite) x = this.#squeezeExcite(`${name}.${layer++}`, x);
    x = this.#convolution(`${name}.${layer}`, x, 1);
    return stride === 1 && x.shape[3] === input.shape[3] ? add(x, input) : x;
  }

  #squeezeExcite(name: string, x: Tensor4D): Tensor4D {
    const pooled = avgPool(x, [x.shape[1], x.shape[2]], 1, 'valid');
    const dense = (part: string, input: Tensor4D): Tensor4D =>
      add(
        conv2d(input, transpose(this.#tensor4(`${name}.${part}.weight`), [2, 3, 1, 0]), 1, 'valid'),
        this.#vector(`${name}.${part}.bias`),
      );
    return mul(x, hardSigmoid(dense('fc2', relu(dense('fc1', pooled)))));
  }

  #convolution(name: string, x: Tensor4D, stride: 1 | 2): Tensor4D {
    const weight = this.#tensor4(`${name}.0.weight`);
    const padded = Math.floor(weight.shape[2] / 2);
    return this.#norm(name, conv2d(x, transpose(weight, [2, 3, 1, 0]), stride, explicit(padded)));
  }

  #norm(name: string, x: Tensor4D): Tensor4D {
    const part = (suffix: string): Tensor1D => this.#vector(`${name}.1.${suffix}`);
    return batchNorm(x, part('running_mean'), part('running_var'), part('bias'), part('weight'), 0.001);
  }

  #dense(name: string, x: Tensor2D): Tensor2D {
    const { shape, data } = this.#read(`${name}.weight`);
    const [out = 0, width = 0] = shape;
    return add(matMul(x, tensor2d(data, [out, width]), false, true), this.#vector(`${name}.bias`));
  }

  #tensor4(name: string): Tensor4D {
    const { shape, data } = this.#read(name);
    const [out = 0, channels = 0, height = 0, width = 0] = shape;
    return tensor4d(data, [out, channels, height, width]);
  }

  #vector(name: string): Tensor1D {
    return tensor1d(this.#read(name).data);
  }

  #read(name: string): { shape: readonly number[]; data: Float32Array } {
    const found = this.#file.tensors.get(name);
    if (!found) throw new Error(`no tensor ${name}`);
    return found;
  }
}

function explicit(padding: number): [[number, number], [number, number], [number, number], [number, number]] {
  return [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
}

function hardSigmoid(x: Tensor4D): Tensor4D {
  return mul(clipByValue(add(x, 3), 0, 6), 1 / 6);
}

function hardSwish<T extends Tensor2D | Tensor4D>(x: T): T {
  return mul(x, mul(clipByValue(add(x, 3), 0, 6), 1 / 6));
}
