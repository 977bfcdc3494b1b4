import { expect, test } from 'vitest';

import { Checkpoint, Outline } from '../../../../../scripts/models/weights/tensor-source.ts';
import type { Tensor } from '../../../../../scripts/models/weights/tensor.ts';

const tensor = (...shape: number[]): Tensor => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

function outlineOf(shapes: Record<string, number[]>): Outline {
  const outline = new Outline();
  for (const [name, shape] of Object.entries(shapes)) outline.take(name, shape);
  return outline;
}

const NEEDED = outlineOf({ 'conv.weight': [4, 3, 1, 1], 'fc.weight': [10, 4], 'fc.bias': [10] });

test('a checkpoint that fits is taken, and its tensors are handed out', () => {
  const tensors = new Map([
    ['conv.weight', tensor(4, 3, 1, 1)],
    ['fc.weight', tensor(10, 4)],
    ['fc.bias', tensor(10)],
  ]);
  const checkpoint = new Checkpoint(tensors, 'model.safetensors');
  expect(() => {
    checkpoint.requireExactly(NEEDED, 'net');
  }).not.toThrow();
  expect(checkpoint.take('fc.bias', [10])).toBe(tensors.get('fc.bias'));
});

test('missing, misshaped and additional tensors are named in one message, with what was expected', () => {
  const tensors = new Map([
    ['fc.weight', tensor(7, 4)],
    ['fc.bias', tensor(10)],
    ['mask', tensor(2)],
  ]);
  expect(() => {
    new Checkpoint(tensors, 'model.safetensors').requireExactly(NEEDED, 'net with 10 classes');
  }).toThrow(
    'model.safetensors does not hold the weights of net with 10 classes: "conv.weight" [4, 3, 1, 1] is missing; ' +
      '"fc.weight" is [7, 4], expected [10, 4]; "mask" [2] is not part of it',
  );
});

test('a wholly different file does not fill the screen', () => {
  const tensors = new Map(Array.from({ length: 100 }, (_, index) => [`blocks.${index}`, tensor(1)]));
  expect(() => {
    new Checkpoint(tensors, 'it').requireExactly(NEEDED, 'net');
  }).toThrow(/^it does not hold (?:[^;]*;){5} and 98 more$/);
});
