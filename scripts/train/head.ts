import * as tf from '@tensorflow/tfjs-core';

import { Failure } from '../kit/failure.ts';
import type { Tensor, Tensors } from '../models/weights/tensor.ts';
import { randomOf } from '../kit/random.ts';

/** Sizes of a head. */
export interface HeadShape {
  /** Pooled features of the backbone. */
  readonly features: number;
  /** Units of the hidden layer; 0 for a linear head. */
  readonly hidden: number;
  readonly classes: number;
}

interface Layer {
  readonly name: 'hidden' | 'classifier';
  readonly inputs: number;
  readonly units: number;
}

function layersOf({ features, hidden, classes }: HeadShape): Layer[] {
  if (hidden === 0) return [{ name: 'classifier', inputs: features, units: classes }];
  return [
    { name: 'hidden', inputs: features, units: hidden },
    { name: 'classifier', inputs: hidden, units: classes },
  ];
}

/** Bytes of a head's tensors. */
export function headBytes(shape: HeadShape): number {
  return layersOf(shape).reduce((sum, { inputs, units }) => sum + 4 * (inputs + 1) * units, 0);
}

/**
 * A trainable head: dense, or dense with hard-swish and dense again. Its tensors have the names and the layout that the
 * model build attaches: `classifier.weight` `[classes, inputs]`, `classifier.bias`, `hidden.weight`, `hidden.bias`.
 */
export class Head {
  readonly shape: HeadShape;
  readonly variables: ReadonlyMap<string, tf.Variable>;

  private constructor(shape: HeadShape, tensors: Tensors) {
    this.shape = shape;
    this.variables = new Map(
      [...tensors].map(([name, { shape: dims, data }]) => [
        name,
        tf.variable(tf.tensor(data, [...dims]), true, undefined),
      ]),
    );
  }

  /** A fresh head: uniform in ±1 / sqrt(inputs), as PyTorch's `Linear` begins. */
  static random(shape: HeadShape, seed: number): Head {
    const random = randomOf('head', seed);
    const tensors = new Map<string, Tensor>();
    for (const { name, inputs, units } of layersOf(shape)) {
      const bound = 1 / Math.sqrt(inputs);
      const draw = (count: number): Float32Array =>
        Float32Array.from({ length: count }, () => random.uniform(-bound, bound));
      tensors.set(`${name}.weight`, { shape: [units, inputs], data: draw(units * inputs) });
      tensors.set(`${name}.bias`, { shape: [units], data: draw(units) });
    }
    return new Head(shape, tensors);
  }

  /**
   * A head from its tensors.
   *
   * @throws Failure when one is missing or has another shape.
   */
  static from(shape: HeadShape, tensors: Tensors): Head {
    for (const { name, inputs, units } of layersOf(shape)) {
      for (const [part, dims] of [
        ['weight', [units, inputs]],
        ['bias', [units]],
      ] as const) {
        const got = tensors.get(`${name}.${part}`)?.shape.join();
        if (got === dims.join()) continue;
        throw new Failure(`the head's "${name}.${part}" is [${got ?? 'missing'}], and [${dims.join()}] is wanted`);
      }
    }
    return new Head(shape, tensors);
  }

  /** @param features `[batch, features]` @returns `[batch, classes]` */
  logits(features: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      if (this.shape.hidden === 0) return this.#dense('classifier', features);
      const hidden = this.#dense('hidden', features);
      const active = tf.mul(hidden, tf.div(tf.relu6(tf.add(hidden, 3)), 6));
      return this.#dense('classifier', active as tf.Tensor2D);
    });
  }

  /** A copy of the weights. */
  tensors(): Map<string, Tensor> {
    return new Map(
      [...this.variables].map(([name, variable]) => [
        name,
        { shape: variable.shape, data: Float32Array.from(variable.dataSync()) },
      ]),
    );
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }

  #dense(name: Layer['name'], input: tf.Tensor2D): tf.Tensor2D {
    const [weight, bias] = [this.variables.get(`${name}.weight`), this.variables.get(`${name}.bias`)];
    if (!weight || !bias) throw new Error(`the head has no layer ${name}`);
    return tf.add(tf.matMul(input, weight as tf.Tensor2D, false, true), bias);
  }
}
