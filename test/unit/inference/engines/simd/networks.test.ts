import { describe, expect, it } from 'vitest';

import { compilePlan } from '../../../../../scripts/models/plan/plan.ts';
import { SimdEngine } from '../../../../../src/inference/engines/simd/engine.ts';
import { largestDifference } from '../../../scripts/models/comparison.ts';
import { BUILDS, compileKernels } from './kernels.ts';
import { entryOf, type NetworkSpec, networkOf, randomPicture } from './networks.ts';
import { referenceRun } from './reference.ts';

const NETWORKS: readonly NetworkSpec[] = [
  {
    seed: 'odd sizes, channels that fill no panel, every stride and kernel',
    size: [3, 37, 23],
    stem: { out: 5, kernel: 3, stride: 2 },
    blocks: [
      { kernel: 3, stride: 1, out: 9 },
      { expansion: 27, kernel: 3, stride: 2, out: 11 },
      { expansion: 33, kernel: 5, stride: 1, out: 11, squeeze: { channels: 3, gate: 'HardSigmoid' } },
      { expansion: 20, kernel: 5, stride: 2, out: 7 },
    ],
    activation: 'HardSwish',
    top: 13,
    hidden: 17,
    classes: 3,
  },
  {
    seed: 'padding of TensorFlow, gates of sigmoids',
    size: [3, 32, 40],
    stem: { out: 8, kernel: 3, stride: 2 },
    blocks: [
      { kernel: 3, stride: 1, same: true, out: 8, squeeze: { channels: 2, gate: 'Sigmoid' } },
      { expansion: 48, kernel: 3, stride: 2, same: true, out: 16, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 96, kernel: 5, stride: 2, same: true, out: 24 },
      { expansion: 96, kernel: 5, stride: 1, same: true, out: 24 },
    ],
    activation: 'Silu',
    top: 64,
    classes: 10,
  },
  {
    seed: 'the last maps narrower than four pixels',
    size: [3, 19, 18],
    stem: { out: 16, kernel: 5, stride: 1 },
    blocks: [
      { expansion: 24, kernel: 5, stride: 2, out: 16 },
      { expansion: 24, kernel: 3, stride: 2, out: 16 },
      { expansion: 24, kernel: 3, stride: 2, out: 16, squeeze: { channels: 8, gate: 'Sigmoid' } },
      { expansion: 40, kernel: 5, stride: 2, out: 16, squeeze: { channels: 8, gate: 'Sigmoid' } },
      { expansion: 40, kernel: 5, stride: 1, out: 16 },
    ],
    activation: 'Relu6',
    top: 24,
    classes: 5,
  },
  {
    seed: 'maps too large for the cache, so that layers take turns',
    size: [3, 131, 117],
    stem: { out: 16, kernel: 3, stride: 1 },
    blocks: [
      { kernel: 5, stride: 1, out: 8, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 72, kernel: 3, stride: 2, out: 8, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 72, kernel: 5, stride: 1, same: true, out: 8 },
    ],
    activation: 'Relu',
    top: 16,
    classes: 7,
  },
  {
    seed: 'maps of many channels, so that layers take turns by slices',
    size: [3, 29, 27],
    stem: { out: 8, kernel: 3, stride: 1 },
    blocks: [
      { expansion: 100, kernel: 5, stride: 1, out: 8, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 130, kernel: 3, stride: 2, same: true, out: 12 },
    ],
    activation: 'HardSwish',
    top: 16,
    classes: 5,
  },
  {
    seed: 'matrices large enough for int16',
    size: [3, 9, 9],
    stem: { out: 8, kernel: 3, stride: 2 },
    blocks: [{ expansion: 300, kernel: 3, stride: 1, out: 290, squeeze: { channels: 300, gate: 'Sigmoid' } }],
    activation: 'Silu',
    top: 310,
    hidden: 290,
    classes: 300,
  },
  {
    seed: 'nothing after the convolutions',
    size: [3, 16, 16],
    stem: { out: 8, kernel: 1, stride: 1 },
    blocks: [{ expansion: 8, kernel: 3, stride: 1, out: 8 }],
    activation: 'None',
    top: 8,
    classes: 2,
  },
];

describe.each(BUILDS)('the %s kernels compute what ONNX defines', (build) => {
  it.each(NETWORKS.map((spec) => [spec.seed, spec] as const))('%s', async (_, spec) => {
    const network = networkOf(spec);
    const picture = randomPicture(network, 'a picture');
    const expected = referenceRun(network, picture);
    const model = entryOf('test', network);
    const engine = new SimdEngine(await compileKernels(build));
    await engine.load(model, new Map([['test.plan', compilePlan('test', network)]]));
    // Twice: what the first run leaves in memory must not change the second one.
    await engine.run(model, randomPicture(network, 'another one'), ['logits']);
    const { logits, features } = await engine.run(model, picture, ['logits', 'features']);
    for (const [name, { data, dims }] of Object.entries({ logits, features })) {
      const reference = expected.get(name);
      expect(dims).toEqual(reference?.shape);
      const values = reference?.data ?? new Float64Array(0);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0.1);
      expect(largestDifference(data, values)).toBeLessThan(1e-4 * largest);
    }
  });
});
