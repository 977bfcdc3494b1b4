import { beforeAll, describe, expect, it } from 'vitest';

import type { Activation } from '../../../../../scripts/models/plan/layer.ts';
import { activationCode, encodeRecord, formatCode } from '../../../../../scripts/models/plan/records.ts';
import { ARENA_BEGIN } from '../../../../../src/inference/engines/simd/plan-format.ts';
import { type Kernels, instantiateKernels } from '../../../../../src/inference/engines/simd/kernel-instance.ts';
import { BUILDS, compileKernels } from './kernels.ts';

const PIXELS = 4096;
const CHANNELS = 8;

/** Runs values through a pointwise convolution that changes nothing, and an activation. */
function activate(kernels: Kernels, activation: Activation, values: Float32Array): Float32Array {
  const record = ARENA_BEGIN;
  const weights = record + 256;
  const bias = weights + 4 * CHANNELS * CHANNELS;
  const source = bias + 4 * CHANNELS;
  const target = source + 4 * CHANNELS * PIXELS;
  const memory = new Float32Array(kernels.memory.buffer);
  memory.fill(0, weights / 4, source / 4);
  for (let i = 0; i < CHANNELS; i++) memory[weights / 4 + i * CHANNELS + i] = 1;
  memory.set(values, source / 4);
  const row = 4 * CHANNELS * PIXELS;
  const step = encodeRecord('pointwise', {
    source,
    sourceRow: row,
    sourcePixel: 4 * CHANNELS,
    target,
    targetRow: row,
    targetPixel: 4 * CHANNELS,
    targetRing: 1,
    residual: 0,
    residualRow: 0,
    height: 1,
    width: PIXELS,
    depth: CHANNELS,
    panels: 1,
    weights,
    scales: 0,
    bias,
    activation: activationCode(activation),
    gate: 0,
    scratch: 0,
    group: 1,
    format: formatCode('float'),
    inverses: 0,
    zeroPoints: 0,
  });
  new Int32Array(kernels.memory.buffer).set(step, record / 4);
  kernels.run(record, 1);
  return memory.slice(target / 4, target / 4 + values.length);
}

/** Like {@link activate}, with one value a row, so that a NaN or an infinity cannot affect another value. */
function activateAlone(kernels: Kernels, activation: Activation, value: number): number {
  const values = new Float32Array(CHANNELS);
  values[0] = value;
  return activate(kernels, activation, values)[0] ?? 0;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, x / 6 + 0.5));
const DEFINITIONS: Readonly<Record<Activation, (x: number) => number>> = {
  none: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  'hard-swish': (x) => x * hardSigmoid(x),
  silu: (x) => x * sigmoid(x),
  'hard-sigmoid': hardSigmoid,
  sigmoid,
  'quick-silu': (x) => x * sigmoid(x),
};
const ALL = Object.keys(DEFINITIONS) as Activation[];

describe.each(BUILDS)('activations of the %s kernels', (build) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await instantiateKernels(await compileKernels(build), ARENA_BEGIN + 2 ** 20);
  });

  it.each(ALL.map((activation) => [activation, activation === 'quick-silu' ? 1e-4 : 1e-6] as const))(
    '%s is exact to %s from -80 to 80',
    (activation, tolerance) => {
      const values = Float32Array.from({ length: CHANNELS * PIXELS }, (_, i) => {
        // Half of them near zero, where the networks' values are.
        const t = (2 * i) / (CHANNELS * PIXELS - 1) - 1;
        return i % 2 === 0 ? 80 * t : 8 * t;
      });
      const results = activate(kernels, activation, values);
      let worst = 0;
      for (const [i, x] of values.entries()) {
        const expected = DEFINITIONS[activation](x);
        // The hard ones subtract, so their error is one of the subtraction's operands.
        const scale = activation.startsWith('hard') ? Math.max(Math.abs(expected), Math.abs(x), 1) : Math.abs(expected);
        if (expected === 0) expect(results[i]).toBeCloseTo(0, 6);
        else worst = Math.max(worst, Math.abs((results[i] ?? NaN) - expected) / scale);
      }
      expect(worst).toBeLessThan(tolerance);
    },
  );

  it.each(ALL)('%s lets NaN through', (activation) => {
    expect(activateAlone(kernels, activation, NaN)).toBeNaN();
  });

  it.each([
    ['none', Infinity, Infinity],
    ['none', -Infinity, -Infinity],
    ['relu', Infinity, Infinity],
    ['relu', -Infinity, 0],
    ['relu6', Infinity, 6],
    ['relu6', -Infinity, 0],
    ['hard-swish', Infinity, Infinity],
    ['hard-swish', -Infinity, NaN],
    ['silu', Infinity, Infinity],
    ['silu', -Infinity, -Infinity],
    ['quick-silu', Infinity, Infinity],
    ['quick-silu', -Infinity, -Infinity],
    ['hard-sigmoid', Infinity, 1],
    ['hard-sigmoid', -Infinity, 0],
    ['sigmoid', Infinity, 1],
  ] as const)('%s of %d is %d', (activation, value, expected) => {
    expect(activateAlone(kernels, activation, value)).toBe(expected);
  });

  it('has a sigmoid that ends at 0', () => {
    expect(activateAlone(kernels, 'sigmoid', -Infinity)).toBeCloseTo(0, 37);
  });

  it.each([1e30, -1e30, 3e38])('keeps its sign and size far out: %d', (value) => {
    expect(activateAlone(kernels, 'sigmoid', value)).toBeCloseTo(value > 0 ? 1 : 0, 30);
    expect(activateAlone(kernels, 'relu', value)).toBe(Math.max(0, Math.fround(value)));
    for (const activation of ['silu', 'quick-silu'] as const) {
      expect(Number.isFinite(activateAlone(kernels, activation, value))).toBe(true);
    }
  });
});
