import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import type { Sample } from '../../../src/contract/ledger.ts';
import { dataPointOf } from '../../../src/latency/data-point.ts';

const SAMPLE: Sample = {
  time: 1_800_000_000_000,
  location: 'FRA',
  model: 'efficientnet_b0',
  start: 'cold',
  engine: 'onnxruntime',
  clock: { name: 'rpc', resolution_ms: 1 },
  durations: {
    receive: 1,
    queue: 2,
    rpc: 3,
    load: 4,
    decode: 5,
    preprocess: 6,
    infer: 7,
    explain: null,
    total: 9,
  },
  picture: { format: 'jpeg', bytes: 10 },
  wasm_heap_bytes: 11,
  tiered: 12,
  version: { id: 'id-of-version', tag: 'v2', timestamp: '2026-11-29T12:00:00Z' },
};

it('has its columns in the order that is documented, and no more than Analytics Engine takes', async () => {
  const { indexes, blobs, doubles } = dataPointOf(SAMPLE);
  expect(indexes).toEqual(['efficientnet_b0']);
  expect(blobs).toEqual(['efficientnet_b0', 'cold', 'onnxruntime', 'FRA', 'jpeg', 'rpc', 'id-of-version', 'v2']);
  expect(doubles).toEqual([1, 2, 3, 4, 5, 6, 7, -1, 9, 10, 11, 12, 1]);

  const documentation = await readFile(new URL('../../../docs/latency.md', import.meta.url), 'utf8');
  const documented = [...documentation.matchAll(/^\| `((?:blob|double|index)\d+)` +\| `?(\w+)`?/gm)].map(
    ([, column, meaning]) => `${column ?? ''} ${meaning ?? ''}`,
  );
  expect(documented).toEqual([
    'index1 model',
    'blob1 model',
    'blob2 start',
    'blob3 engine',
    'blob4 location',
    'blob5 format',
    'blob6 clock',
    'blob7 version',
    'blob8 tag',
    'double1 receive',
    'double2 queue',
    'double3 rpc',
    'double4 load',
    'double5 decode',
    'double6 preprocess',
    'double7 infer',
    'double8 explain',
    'double9 total',
    'double10 bytes',
    'double11 wasm_heap_bytes',
    'double12 tiered',
    'double13 resolution_ms',
  ]);
});
