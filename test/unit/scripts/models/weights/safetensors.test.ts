import { expect, test } from 'vitest';

import {
  decodeSafetensors,
  encodeSafetensors,
  readExtents,
} from '../../../../../scripts/models/weights/safetensors.ts';

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

/** A file with this header, and `bytes` bytes of data behind it. */
function fileOf(header: string | object, bytes = 0, data = new Uint8Array(bytes)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}

const entry = (from: number, to: number, dtype = 'F32', shape = [(to - from) / 4]): object => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

test.each([
  [{ a: entry(0, 12, 'F16', [6]) }, 'tensor "a" has type F16, not F32'],
  [{ a: entry(0, 4, 'F32', [-1]) }, 'the header entry of tensor "a" cannot be read'],
  [{ a: entry(0, 4, 'F32', [1.5]) }, 'the header entry of tensor "a" cannot be read'],
  ['{"a":1}', 'the header entry of tensor "a" cannot be read'],
  ['{"a":', 'the safetensors header is not a JSON object'],
  [{ a: entry(0, 4, 'F4_E2M1', [8]) }, 'tensor "a" has type F4_E2M1; known types are F64, F32'],
  [{ a: entry(0, 400, 'F32') }, 'tensor "a" does not fit its shape or the file, which may be truncated'],
  [{ a: entry(4, 0, 'F32', [1]) }, 'tensor "a" does not fit its shape'],
  [{ a: entry(0, 4, 'F32', [2 ** 40, 2 ** 40]) }, 'tensor "a" does not fit its shape'],
  [{ a: entry(0, 8), b: entry(4, 8) }, 'tensor "b" overlaps tensor "a"'],
  [{ a: entry(0, 4), b: entry(8, 12) }, '4 bytes before tensor "b" belong to no tensor'],
  [{ a: entry(0, 4) }, '8 bytes behind tensor "a" belong to no tensor'],
])('the header %j is refused', (header, message) => {
  expect(() => readExtents(fileOf(header, 12), 'it')).toThrow(message);
});

test.each([2n ** 64n - 1n, 2n ** 53n + 1n, 100_000_001n, 4096n, 0n])(
  'a header that claims to have %i bytes is not believed',
  (claimed) => {
    const file = fileOf({ a: entry(0, 4) }, 4);
    new DataView(file.buffer).setBigUint64(0, claimed, true);
    expect(() => decodeSafetensors(file, 'it')).toThrow(`it has ${file.length} bytes and claims a header of `);
  },
);

test('all floating point types are read, and the counters of BatchNorm are passed over', () => {
  const data = new Uint8Array(22);
  const view = new DataView(data.buffer);
  view.setFloat64(0, -1.5, true);
  view.setUint16(8, 0x3e00, true);
  view.setUint16(10, 0xc020, true);
  view.setBigUint64(14, 7n, true);
  const header = {
    double: entry(0, 8, 'F64', [1]),
    half: entry(8, 10, 'F16', [1]),
    brain: entry(10, 12, 'BF16', [1]),
    flags: entry(12, 14, 'F16', [1]),
    'bn1.num_batches_tracked': entry(14, 22, 'I64', []),
  };
  const decoded = decodeSafetensors(fileOf(header, 22, data), 'it');
  expect([...decoded].map(([name, tensor]) => [name, ...tensor.data])).toEqual([
    ['double', -1.5],
    ['half', 1.5],
    ['brain', -2.5],
    ['flags', 0],
  ]);
  expect(() => decodeSafetensors(fileOf({ ...header, flags: entry(12, 14, 'U16', [1]) }, 22, data), 'it')).toThrow(
    'tensor "flags" has type U16; weights are read as F64, F32, F16, BF16',
  );
});
