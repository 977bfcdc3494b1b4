import { expect, test } from 'vitest';

import { encodeSafetensors } from '../../../../scripts/models/weights/safetensors.ts';
import { readHead } from '../../../../src/inference/explain/head-file.ts';

const bias = { shape: [2], data: Float32Array.of(0.5, -1) };
const values = { shape: [2, 3], data: Int8Array.of(1, -2, 127, 0, 4, -127) };

test('weights in int8 are widened, each row by its own scale', () => {
  const scale = { shape: [2], data: Float32Array.of(0.5, 0.25) };
  const file = encodeSafetensors(
    new Map<string, typeof bias | typeof values>([
      ['classifier.weight', values],
      ['classifier.weight.scale', scale],
      ['classifier.bias', bias],
    ]),
  );
  const { classifier, hidden } = readHead([file]);
  expect([...classifier.weight]).toEqual([0.5, -1, 63.5, 0, 1, -31.75]);
  expect([...classifier.bias]).toEqual([0.5, -1]);
  expect(hidden).toBeUndefined();
});

test('weights in int8 without scales are refused', () => {
  const file = encodeSafetensors(
    new Map<string, typeof bias | typeof values>([
      ['classifier.weight', values],
      ['classifier.bias', bias],
    ]),
  );
  expect(() => readHead([file])).toThrow('weights of the head are in int8 and have no scale a row');
});
