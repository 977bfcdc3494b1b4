import { readFile } from 'node:fs/promises';

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { randomOf } from '../../../scripts/kit/random.ts';
import { startTensorFlow } from '../../../scripts/train/tensorflow.ts';
import { readHead } from '../../../src/inference/explain/head-file.ts';
import type { ClassifierHead, Dense } from '../../../src/verdict/classifier-head.ts';
import { logitGradient } from '../../../src/verdict/gradient.ts';
import { headOf, KINDS, logitsOf } from './heads.ts';

const norm = (values: readonly number[]): number => Math.hypot(...values);

/** Length of the difference, relative to the length of the expected vector. */
function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  const right = Array.from(expected);
  return norm(right.map((value, k) => value - (got[k] ?? NaN))) / norm(right);
}

describe.each(KINDS)('the gradient through a head: %s', (kind) => {
  it.each([1, 2, 3])('equals numeric differentiation (seed %i)', (seed) => {
    const [channels, classes] = [13, 5];
    const head = headOf(kind, channels, classes, seed);
    const random = randomOf('features', seed);
    const pooled = Float64Array.from({ length: channels }, () => random.uniform(-2, 2));
    const gradientOf = logitGradient(head, pooled);
    for (let index = 0; index < classes; index++) {
      const step = 1e-6;
      const numeric = Array.from(pooled, (_, channel) => {
        const moved = (by: number): number =>
          logitsOf(
            head,
            pooled.map((value, k) => (k === channel ? value + by : value)),
          )[index] ?? NaN;
        return (moved(step) - moved(-step)) / (2 * step);
      });
      expect(relativeError(gradientOf(index), numeric)).toBeLessThan(1e-6);
    }
  });
});

it('knows the slope of hard-swish on each of its three pieces', () => {
  const unit = (z: number): number => {
    const one = Float32Array.of(1);
    const hidden: Dense = { weight: one, bias: Float32Array.of(z) };
    const head = { norm: undefined, hidden, classifier: { weight: one, bias: Float32Array.of(0) } };
    return logitGradient(head, Float64Array.of(0))(0)[0] ?? NaN;
  };
  // (2 z + 3) / 6 by hand.
  expect([-4, -3, -1.5, 0, 1.5, 3, 4].map(unit)).toEqual([0, 0, 0, 0.5, 1, 1, 1]);
});

it('refuses features of another model', () => {
  const head = headOf('hidden', 13, 5, 1);
  expect(() => logitGradient(head, new Float64Array(12))).toThrow(
    'the head takes 13 channels, and the features have 12',
  );
});

describe("the shipped models' heads", () => {
  beforeAll(startTensorFlow);

  it.each(['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'])(
    "equal TensorFlow.js's automatic differentiation: %s",
    async (model) => {
      const path = new URL(`../../../models/${model}.head.safetensors`, import.meta.url);
      const head = readHead([new Uint8Array(await readFile(path))]);
      const width = (head.hidden ?? head.classifier).weight.length / (head.hidden ?? head.classifier).bias.length;
      const random = randomOf('features', model);
      const pooled = Float64Array.from({ length: width }, () => random.uniform(-0.2, 1));
      const gradientOf = logitGradient(head, pooled);
      for (const index of [0, 1, head.classifier.bias.length - 1]) {
        expect(relativeError(gradientOf(index), await automatic(head, pooled, index))).toBeLessThan(1e-3);
      }
    },
  );
});

async function automatic(head: ClassifierHead, pooled: Float64Array, index: number): Promise<Float32Array> {
  const dense = ({ weight, bias }: Dense, input: tf.Tensor): tf.Tensor => {
    const matrix = tf.tensor2d(weight, [bias.length, weight.length / bias.length]);
    return tf.add(tf.matMul(input as tf.Tensor2D, matrix, false, true), tf.tensor1d(bias));
  };
  const logit = (input: tf.Tensor): tf.Scalar => {
    let values = input;
    if (head.hidden) {
      const z = dense(head.hidden, values);
      values = tf.mul(z, tf.div(tf.relu6(tf.add(z, 3)), 6));
    }
    return tf.sum(tf.slice(dense(head.classifier, values), [0, index], [1, 1]));
  };
  const gradient = tf.grad(logit)(tf.tensor2d(Float32Array.from(pooled), [1, pooled.length]));
  return (await gradient.data()) as Float32Array;
}
