import { expect, test } from 'vitest';

import { decodeSafetensors, encodeSafetensors, readExtents } from '../../../scripts/models/safetensors.ts';

const tensors = new Map([
  ['ragged', { shape: [3], data: Float32Array.of(1, 2, 3) }],
  ['whole', { shape: [2, 8], data: Float32Array.from({ length: 16 }, (_, i) => i / 3) }],
  ['scalar', { shape: [], data: Float32Array.of(-0.5) }],
]);

test('tensors come back as they went in', () => {
  const decoded = decodeSafetensors(encodeSafetensors(tensors), 'it');
  for (const [name, tensor] of tensors) expect(decoded.get(name)).toEqual(tensor);
});

test('data starts at 64 bytes, tensors of whole multiples come first and there are no holes', () => {
  const file = encodeSafetensors(tensors);
  const extents = [...readExtents(file, 'it')].sort(([, a], [, b]) => a.offset - b.offset);
  expect(extents.map(([name]) => name)).toEqual(['whole', 'ragged', 'scalar']);
  let end = extents[0]?.[1].offset ?? NaN;
  expect(end % 64).toBe(0);
  for (const [, { offset, length }] of extents) {
    expect(offset).toBe(end);
    end += length;
  }
  expect(end).toBe(file.length);
});

test('a file that ends too early is refused', () => {
  const file = encodeSafetensors(tensors);
  expect(() => readExtents(file.subarray(0, -1), 'short')).toThrow('short: tensor "scalar" does not fit');
  expect(() => readExtents(file.subarray(0, 40), 'short')).toThrow(
    'short is not a safetensors file, or it is truncated',
  );
  expect(() => readExtents(new Uint8Array(3), 'short')).toThrow('short is not a safetensors file');
});

test.each([
  ['{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 'tensor "a" has type F16, not F32'],
  ['{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 'the header entry of tensor "a" cannot be read'],
  ['{"a":1}', 'the header entry of tensor "a" cannot be read'],
  ['{"a":', 'the safetensors header is not a JSON object'],
])('the header %s is refused', (json, message) => {
  const file = new Uint8Array(8 + json.length + 8);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(new TextEncoder().encode(json), 8);
  expect(() => readExtents(file, 'it')).toThrow(message);
});
