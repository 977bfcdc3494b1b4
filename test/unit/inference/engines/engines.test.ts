import { expect, it } from 'vitest';

import { preferredEngine } from '../../../../src/inference/engines/engines.ts';

const BOTH = ['onnxruntime', 'simd'] as const;

it.each([
  ['the first one', BOTH, undefined, BOTH, 'onnxruntime'],
  ['the configured one', BOTH, 'simd', BOTH, 'simd'],
  ['one that there is not', BOTH, 'webgpu', BOTH, 'onnxruntime'],
  ['the one with room, where the first has none', BOTH, undefined, ['simd'], 'simd'],
  ['the one with room, where the configured has none', BOTH, 'onnxruntime', ['simd'], 'simd'],
  ['the first one, where none has room', BOTH, undefined, [], 'onnxruntime'],
  ['none, where none can', [], 'simd', [], undefined],
] as const)('a model runs on %s', (_name, able, configured, roomy, expected) => {
  expect(preferredEngine(able, configured, (engine) => roomy.some((one) => one === engine))).toBe(expected);
});
