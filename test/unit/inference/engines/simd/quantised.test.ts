import { beforeAll, describe, expect, it } from 'vitest';

import { SimdEngine } from '../../../../../src/inference/engines/simd/engine.ts';
import { gridOf } from '../../../../../scripts/models/onnx/rounding.ts';
import { hasWeights, insertQdq, type LayerScheme, type Scheme } from '../../../../../scripts/models/onnx/qdq.ts';
import { plainNetwork } from '../../../../../scripts/models/plan/plain-network.ts';
import { compilePlan } from '../../../../../scripts/models/plan/plan.ts';
import { largestDifference } from '../../../scripts/models/comparison.ts';
import { BUILDS, compileKernels } from './kernels.ts';
import { entryOf, type NetworkSpec, networkOf, randomPicture } from './networks.ts';
import { referenceRun } from './reference.ts';

const SPECS: readonly NetworkSpec[] = [
  {
    seed: 'odd sizes, channels that fill no panel',
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
    seed: 'maps too large for the cache, gates of sigmoids',
    size: [3, 97, 89],
    stem: { out: 16, kernel: 3, stride: 1 },
    blocks: [
      { kernel: 5, stride: 1, out: 8, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 72, kernel: 3, stride: 2, out: 8, squeeze: { channels: 4, gate: 'Sigmoid' } },
      { expansion: 72, kernel: 5, stride: 1, same: true, out: 8 },
    ],
    activation: 'Silu',
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
    seed: 'no activation',
    size: [3, 16, 16],
    stem: { out: 8, kernel: 1, stride: 1 },
    blocks: [{ expansion: 8, kernel: 3, stride: 1, out: 8 }],
    activation: 'None',
    top: 8,
    classes: 2,
  },
];

/** Every layer, with its weights in int8. */
function weightsOnly(spec: NetworkSpec): Scheme {
  const { nodes } = networkOf(spec).graph;
  return new Map(nodes.filter(hasWeights).map(({ name }): [string, LayerScheme] => [name, {}]));
}

/**
 * Every 1x1 convolution of more than one pixel in whole numbers, for inputs from -4 to between 1 and 4; other layers stay as
 * they are.
 */
function wholeNumbers(spec: NetworkSpec): Scheme {
  const { nodes, weights } = networkOf(spec).graph;
  const layers = nodes.filter(({ name }) => /\.(?:expand|project)$|^top$/.test(name));
  return new Map(
    layers.map(({ name, inputs: [, weight = ''] }) => {
      const [, channels = 0] = weights.get(weight) ?? [];
      const ranges = Array.from({ length: channels }, (_, channel) => [-4, 4 - (channel % 4)] as const);
      return [name, { input: gridOf(ranges, 1) }];
    }),
  );
}

const KINDS = [
  ['weights in int8', weightsOnly, 1e-5],
  // The reference rounds in 64 bits and the kernels after a SiLU of four digits, so a value between two levels may become
  // either of them.
  ['whole numbers', wholeNumbers, 4e-2],
] as const;

describe.each(KINDS)('%s', (_, schemeOf, tolerance) => {
  describe.each(BUILDS)('in the %s kernels are what ONNX defines', (build) => {
    let module: WebAssembly.Module;
    beforeAll(async () => {
      module = await compileKernels(build);
    });

    it.each(SPECS.map((spec) => [spec.seed, spec] as const))('%s', async (_, spec) => {
      const network = networkOf(spec);
      const quantised = insertQdq(network, schemeOf(spec));
      const picture = randomPicture(network, 'a picture');
      const expected = referenceRun(quantised, picture);
      const model = entryOf('test', network);
      const engine = new SimdEngine(module);
      await engine.load(model, new Map([['test.plan', compilePlan('test', quantised)]]));
      await engine.run(model, randomPicture(network, 'another one'), ['logits']);
      const { logits, features } = await engine.run(model, picture, ['logits', 'features']);
      for (const [name, { data, dims }] of Object.entries({ logits, features })) {
        const reference = expected.get(name);
        expect(dims).toEqual(reference?.shape);
        const values = reference?.data ?? new Float64Array(0);
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(largest).toBeGreaterThan(0.1);
        expect(largestDifference(data, values)).toBeLessThan(tolerance * largest);
        const squares = data.reduce((sum, value, index) => sum + (value - (values[index] ?? NaN)) ** 2, 0);
        expect(Math.sqrt(squares / data.length)).toBeLessThan((tolerance / 10) * largest);
      }
    });
  });
});

describe('plainNetwork', () => {
  const [spec] = SPECS;
  if (!spec) throw new Error('there is a network');
  const network = networkOf(spec);

  it('leaves a network without whole numbers as it is', () => {
    const { graph, tensors, rounded, grids } = plainNetwork(network);
    expect(graph).toEqual(network.graph);
    expect(tensors).toEqual(network.tensors);
    expect(rounded.size + grids.size).toBe(0);
  });

  it('takes out all that insertQdq has put in', () => {
    const scheme = wholeNumbers(spec);
    const { graph, rounded, grids } = plainNetwork(insertQdq(network, scheme));
    expect(graph.nodes.map(({ op, name }) => [op, name])).toEqual(
      network.graph.nodes.map(({ op, name }) => [op, name]),
    );
    expect(graph.outputs).toEqual(network.graph.outputs);
    expect([...grids.keys()]).toEqual([...scheme.keys()]);
    const { scales = [], zeroPoints } = grids.get('top') ?? {};
    expect(scales.slice(0, 4)).toEqual([0.03138, 0.02746, 0.02353, 0.01961].map(Math.fround));
    expect(zeroPoints?.slice(0, 4)).toEqual([127, 146, 170, 204]);
    expect([...rounded.keys()]).toEqual([...scheme.keys()].map((name) => `${name}.weight`));
  });

  it('names a node that widens what is no weight', () => {
    const { graph, tensors } = insertQdq(network, wholeNumbers(spec));
    const nodes = graph.nodes.filter(({ op }) => op !== 'QuantizeLinear');
    expect(() => plainNetwork({ graph: { ...graph, nodes }, tensors })).toThrow(
      /node ".*": DequantizeLinear widens what is neither a weight nor rounded before/,
    );
  });
});
