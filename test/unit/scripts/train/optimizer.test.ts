import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';

import { Optimizer, type RULES } from '../../../../scripts/train/optimizer.ts';
import { startTensorFlow } from '../../../../scripts/train/tensorflow.ts';

beforeAll(startTensorFlow);

const GRADIENTS = [
  [0.1, -0.2, 3],
  [0.3, 0.1, -1],
  [-0.5, 0, 0.25],
];

/** What PyTorch 2.15 makes of [1, -2, 0.5] with these gradients, learning rate 0.1 and weight decay 0.01. */
const EXPECTED: Record<keyof typeof RULES, number[][]> = {
  adamw: [
    [0.899, -1.898, 0.3995],
    [0.8063229, -1.8694683, 0.3590786],
    [0.8216079, -1.847011, 0.3228396],
  ],
  sgd: [
    [0.989, -1.978, 0.1995],
    [0.948111, -1.966222, 0.0288505],
    [0.9603628, -1.9536556, -0.1497629],
  ],
};

function steps(optimizer: Optimizer, variable: tf.Variable, gradients: readonly number[][]): number[][] {
  return gradients.map((gradient) => {
    tf.tidy(() => {
      optimizer.step(new Map([['weight', tf.tensor1d(gradient)]]), { learningRate: 0.1 });
    });
    return Array.from(variable.dataSync());
  });
}

it.each(['adamw', 'sgd'] as const)('%s equals PyTorch', (name) => {
  const variable = tf.variable(tf.tensor1d([1, -2, 0.5]));
  const optimizer = new Optimizer(name, { weightDecay: 0.01 }, new Map([['weight', variable]]));
  steps(optimizer, variable, GRADIENTS).forEach((values, step) => {
    values.forEach((value, index) => {
      expect(value).toBeCloseTo(EXPECTED[name][step]?.[index] ?? NaN, 6);
    });
  });
});

it.each(['adamw', 'sgd'] as const)('%s goes on from what it kept', (name) => {
  const first = tf.variable(tf.tensor1d([1, -2, 0.5]));
  const begun = new Optimizer(name, { weightDecay: 0.01 }, new Map([['weight', first]]));
  steps(begun, first, GRADIENTS.slice(0, 2));
  const second = tf.variable(tf.tensor1d(Array.from(first.dataSync())));
  const resumed = new Optimizer(name, { weightDecay: 0.01 }, new Map([['weight', second]]));
  resumed.restore(begun.state(), begun.steps);
  expect(steps(resumed, second, GRADIENTS.slice(2))).toEqual(steps(begun, first, GRADIENTS.slice(2)));
});
