import { expect, test } from 'vitest';

import { shardTensors } from '../../../../../scripts/models/weights/shards.ts';
import type { Tensor } from '../../../../../scripts/models/weights/tensor.ts';

const tensor = (length: number): Tensor => ({ shape: [length], data: new Float32Array(length) });
const TENSORS = new Map([3, 2, 4, 1].map((length, index) => [`t${index}`, tensor(length)]));

test('what fits into one file keeps its name', () => {
  expect(shardTensors('a.safetensors', TENSORS, 40)).toEqual([{ path: 'a.safetensors', tensors: TENSORS }]);
});

test('more is divided in order, without an empty file', () => {
  const shards = shardTensors('a.safetensors', TENSORS, 20);
  expect(shards.map(({ path, tensors }) => [path, [...tensors.keys()]])).toEqual([
    ['a-00001-of-00002.safetensors', ['t0', 't1']],
    ['a-00002-of-00002.safetensors', ['t2', 't3']],
  ]);
  expect(shardTensors('a.safetensors', TENSORS, 16)).toHaveLength(4);
});

test('a tensor that fits into no file is named', () => {
  expect(() => shardTensors('a.safetensors', TENSORS, 15)).toThrow('the tensor "t2" takes 0.0 MiB');
});
