import { describe, expect, test } from 'vitest';

import type { InputSpec } from '../../../../../src/contract/model.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import type { Network } from '../../../../../scripts/models/onnx/graph.ts';
import { optimise } from '../../../../../scripts/models/onnx/optimise.ts';
import { insertQdq, type LayerScheme } from '../../../../../scripts/models/onnx/qdq.ts';
import { biasCorrection } from '../../../../../scripts/models/onnx/rounding.ts';
import { openRuntime } from '../../../../../scripts/models/onnx/runtime.ts';
import { openTrial } from '../../../../../scripts/models/quantise/trial.ts';

const [CHANNELS, OUT, SIZE] = [3, 10, 9] as const;
const INPUT: InputSpec = {
  name: 'x',
  size: [3, SIZE, SIZE],
  mean: [0, 0, 0],
  std: [1, 1, 1],
  crop_mode: 'center',
  crop_pct: 1,
  interpolation: 'bilinear',
};

/** A convolution of 3 x 3 and a ReLU, with weights out of a seed. */
function network(): Network {
  const random = randomOf('qdq');
  const draw = (shape: number[], scale: number): { shape: number[]; data: Float32Array } => {
    return {
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.uniform(-scale, scale)),
    };
  };
  const tensors = new Map([
    ['conv.weight', draw([OUT, CHANNELS, 3, 3], 0.5)],
    ['conv.bias', draw([OUT], 1)],
  ]);
  return {
    tensors,
    graph: {
      name: 'test',
      input: { name: 'x', shape: [1, CHANNELS, SIZE, SIZE] },
      outputs: ['y'],
      weights: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
      nodes: [
        {
          name: 'conv',
          op: 'Conv',
          inputs: ['x', 'conv.weight', 'conv.bias'],
          outputs: ['conv'],
          attributes: { group: 1, kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
        },
        { name: 'y', op: 'Relu', inputs: ['conv'], outputs: ['y'], attributes: {} },
      ],
    },
  };
}

function picture(): Float32Array {
  const random = randomOf('picture');
  return Float32Array.from({ length: CHANNELS * SIZE * SIZE }, () => random.uniform(-2.5, 2.5));
}

/** Rounds to the nearest whole number, halves to the even one, as IEEE 754 and ONNX do. */
function roundEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest === 0.5 ? down + (down % 2 === 0 ? 0 : 1) : Math.round(value);
}

/** What a scheme makes of the network, step by step in 64 bits, without any of the code under test. */
function expected({ input, bias: shift }: LayerScheme, pixels: Float32Array): number[] {
  const { tensors } = network();
  const [weight, bias] = [tensors.get('conv.weight')?.data ?? [], tensors.get('conv.bias')?.data ?? []];
  const through = (value: number, channel: number): number => {
    const [scale, zero] = [Math.fround(input?.scales[channel] ?? 1), input?.zeroPoints[channel] ?? NaN];
    return input ? Math.min(255, Math.max(0, roundEven(value / scale) + zero)) - zero : value;
  };
  const results: number[] = [];
  for (let out = 0; out < OUT; out++) {
    const row = [...weight.slice(out * 27, out * 27 + 27)].map((value, at) => {
      return value * (input?.scales[Math.floor(at / 9)] ?? 1);
    });
    const scale = Math.fround(Math.max(...row.map(Math.abs)) / (input ? 63 : 127));
    const rounded = row.map((value) => Math.round(value / scale) * scale);
    for (let y = 0; y < SIZE; y += 2) {
      for (let x = 0; x < SIZE; x += 2) {
        let sum = (bias[out] ?? NaN) + (shift?.[out] ?? 0);
        for (let channel = 0; channel < CHANNELS; channel++) {
          for (let tap = 0; tap < 9; tap++) {
            const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
            if (row < 0 || column < 0 || row >= SIZE || column >= SIZE) continue;
            const value = pixels[channel * SIZE * SIZE + row * SIZE + column] ?? NaN;
            sum += through(value, channel) * (rounded[channel * 9 + tap] ?? NaN);
          }
        }
        results.push(Math.max(0, sum));
      }
    }
  }
  return results;
}

describe.each([
  ['weights', {}],
  ['weights and a shifted bias', { bias: Array.from({ length: OUT }, (_, index) => index / 10) }],
  ['weights and input', { input: { scales: [0.015, 0.03, 0.0075], zeroPoints: [133, 0, 255] } }],
] as const)('quantised %s', (_, scheme) => {
  test('are in ONNX what they are in 64 bits', async () => {
    const { graph, tensors } = insertQdq(network(), new Map([['conv', scheme]]));
    const trial = await openTrial(await openRuntime(), { graph: optimise(graph), tensors }, INPUT);
    const got = (await trial.run(picture())).get('y') ?? new Float32Array();
    await trial.close();
    const wanted = expected(scheme, picture());
    const distances = wanted.map((value, index) => Math.abs(value - (got[index] ?? NaN)));
    expect(got).toHaveLength(wanted.length);
    expect(Math.max(...distances)).toBeLessThan(1e-5);
  });
});

test('a scheme for a layer that is not there is refused', () => {
  expect(() => insertQdq(network(), new Map([['dense', {}]]))).toThrow(
    'the network has no layer "dense" whose weights could be quantised',
  );
  expect(() => insertQdq(network(), new Map([['conv', { bias: [1] }]]))).toThrow('has 10 values, and its correction 1');
  const input = { scales: [1, 1], zeroPoints: [0, 0] };
  expect(() => insertQdq(network(), new Map([['conv', { input }]]))).toThrow('reads 3 channels, and its grid has 2');
});

test('a corrected bias leaves the mean of the output alone', async () => {
  const base = network();
  const [conv] = base.graph.nodes;
  const weight = base.tensors.get('conv.weight');
  if (!conv || !weight) throw new Error('the network has a convolution');
  // Constant channels: what surrounds them is the mean everywhere but at the border.
  const means = Float64Array.of(1.5, -0.75, 2);
  const pixels = Float32Array.from(
    { length: 3 * SIZE * SIZE },
    (_, index) => means[Math.floor(index / (SIZE * SIZE))] ?? NaN,
  );
  const bias = biasCorrection(conv, weight, means);
  const middleOf = async (scheme: LayerScheme | undefined): Promise<number[]> => {
    const { graph, tensors } = insertQdq(base, new Map(scheme ? [['conv', scheme]] : []));
    const trial = await openTrial(await openRuntime(), { graph: { ...graph, outputs: ['conv'] }, tensors }, INPUT);
    const map = (await trial.run(pixels)).get('conv') ?? new Float32Array();
    await trial.close();
    return Array.from({ length: OUT }, (_, out) => map[out * 25 + 12] ?? NaN);
  };
  const exact = await middleOf(undefined);
  const [plain, corrected] = [await middleOf({}), await middleOf({ bias })];
  const worst = (values: number[]): number =>
    Math.max(...values.map((it, index) => Math.abs(it - (exact[index] ?? NaN))));
  expect(worst(plain)).toBeGreaterThan(1e-3);
  expect(worst(corrected)).toBeLessThan(1e-5);
});
