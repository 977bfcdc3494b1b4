import { expect, it } from 'vitest';

import { fitOf, type Needs } from '../../../../../scripts/lab/candidates/fit.ts';
import type { ModelEntry } from '../../../../../src/catalogue/manifest.ts';
import { entryOf } from '../../models/onnx/onnxruntime.ts';

const MIB = 2 ** 20;

/** A model with a graph that is not served, files for onnxruntime of these sizes, and a plan. */
function modelOf(weights: readonly number[], plan: number): ModelEntry {
  const file = (role: ModelEntry['files'][number]['role'], bytes: number): ModelEntry['files'][number] => ({
    path: role,
    role,
    bytes,
    sha256: '',
  });
  const files = [file('graph', 90 * MIB), ...weights.map((bytes) => file('backbone', bytes)), file('plan', plan)];
  return { ...entryOf('efficientnet_b0'), files };
}

const needs: Needs = {
  cpu_ms: 4,
  picture_ms: 3,
  heap_bytes: 40 * MIB,
  cost: { files: 20 * MIB, growth: 50 * MIB },
};

it('counts what a Worker takes', () => {
  expect(fitOf(modelOf([15 * MIB, 5 * MIB], 12 * MIB), 'onnxruntime', 14 * MIB, needs)).toEqual({
    upload: { fits: true, bytes: 14 * MIB, with_model_bytes: 34 * MIB, limit_bytes: 64 * MIB },
    asset: { fits: true, bytes: 15 * MIB, files: 2, limit_bytes: 25 * MIB },
    // 24 for what nobody counts, 20 for the files, 50 that the engine may grow by.
    memory: {
      fits: true,
      bytes: 94 * MIB,
      limit_bytes: 128 * MIB,
      model_bytes: 20 * MIB,
      model_limit_bytes: 30 * MIB,
    },
    free_cpu: { fits: true, ms: 7, limit_ms: 10 },
  });
});

it('looks at the files of the engine only', () => {
  const { asset, memory } = fitOf(modelOf([15 * MIB, 5 * MIB], 12 * MIB), 'simd', 1 * MIB, needs);
  expect([asset.bytes, asset.files, memory.model_bytes]).toEqual([12 * MIB, 1, 12 * MIB]);
});

it.each<[string, Parameters<typeof fitOf>, string[]]>([
  ['nothing', [modelOf([25 * MIB], 1), 'onnxruntime', 64 * MIB, { ...needs, cpu_ms: 7 }], []],
  ['the upload', [modelOf([25 * MIB], 1), 'onnxruntime', 64 * MIB + 1, needs], ['upload']],
  ['an asset', [modelOf([25 * MIB + 1], 1), 'onnxruntime', MIB, needs], ['asset']],
  ['all files of a model', [modelOf([20 * MIB, 20 * MIB + 1], 1), 'onnxruntime', MIB, needs], ['memory']],
  [
    'what is expected',
    [modelOf([MIB], 1), 'onnxruntime', MIB, { ...needs, cost: { files: 54 * MIB + 1, growth: 50 * MIB } }],
    ['memory'],
  ],
  ['the heap', [modelOf([MIB], 1), 'onnxruntime', MIB, { ...needs, heap_bytes: 84 * MIB + 1 }], ['memory']],
  ['the CPU time', [modelOf([MIB], 1), 'onnxruntime', MIB, { ...needs, cpu_ms: 7.001 }], ['free_cpu']],
])('says when %s is too much', (_, argv, expected) => {
  const exceeded = Object.entries(fitOf(...argv)).flatMap(([limit, { fits }]) => (fits ? [] : [limit]));
  expect(exceeded).toEqual(expected);
});
