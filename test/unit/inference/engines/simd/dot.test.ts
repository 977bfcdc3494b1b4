import { beforeAll, describe, expect, it } from 'vitest';

import { type Random, randomOf } from '../../../../../scripts/kit/random.ts';
import { padVector } from '../../../../../scripts/models/plan/panels.ts';
import { activationCode, encodeRecord, floatBits, formatCode } from '../../../../../scripts/models/plan/records.ts';
import { packDot } from '../../../../../scripts/models/plan/whole-panels.ts';
import { ARENA_BEGIN } from '../../../../../src/inference/engines/simd/plan-format.ts';
import { type Kernels, instantiateKernels } from '../../../../../src/inference/engines/simd/kernel-instance.ts';
import { BUILDS, compileKernels } from './kernels.ts';

/** A 1x1 convolution in whole numbers. Channels of input and output are rounded up to eight in memory. */
interface Case {
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Of `[pixel][input]`. */
  readonly pixels: Float32Array;
  /** `[output][input]`, -63 to 63. */
  readonly weights: Int8Array;
  readonly weightScales: Float32Array;
  readonly bias: Float32Array;
  readonly grid: { readonly scale: number; readonly zeroPoint: number };
  readonly gate?: Float32Array;
  /** Of `[pixel][output]`. */
  readonly residual?: Float32Array;
  /** Rows of the target, which are overwritten in turns. */
  readonly ring?: number;
}

/** Each number as the kernel should round it: from -128 to 127. */
function roundedOf({ pixels, inputs, grid, gate }: Case): Int32Array {
  const inverse = Math.fround(1 / grid.scale);
  return Int32Array.from(pixels, (x, index) => {
    const factor = gate ? Math.fround((gate[index % inputs] ?? NaN) * inverse) : inverse;
    const scaled = Math.fround(x * factor);
    if (Number.isNaN(scaled)) return -128;
    const floor = Math.floor(scaled);
    const isHalf = scaled - floor === 0.5;
    const nearest = isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(scaled);
    return Math.min(255, Math.max(0, nearest + grid.zeroPoint)) - 128;
  });
}

/** Sums of products in 64-bit arithmetic, which has every digit of them; then fp32, operation by operation. */
function expectedOf(one: Case): Float32Array {
  const { inputs, outputs, weights, weightScales, bias, grid, residual } = one;
  const rounded = roundedOf(one);
  const pixels = rounded.length / inputs;
  const results = new Float32Array(pixels * outputs);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let out = 0; out < outputs; out++) {
      let [sum, all] = [0, 0];
      for (let k = 0; k < inputs; k++) {
        const weight = weights[out * inputs + k] ?? NaN;
        sum += (rounded[pixel * inputs + k] ?? NaN) * weight;
        all += weight;
      }
      const scale = Math.fround(grid.scale * (weightScales[out] ?? NaN));
      const shifted = Math.fround((bias[out] ?? NaN) + scale * (128 - grid.zeroPoint) * all);
      const at = pixel * outputs + out;
      const result = Math.fround(Math.fround(Math.fround(sum) * scale) + shifted);
      results[at] = result + (residual?.[at] ?? 0);
    }
  }
  return results;
}

function padded(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}

/** Runs the kernel, with what is beyond the channels of a pixel set to a number that nobody may see. */
function run(kernels: Kernels, one: Case): Float32Array {
  const { height, width, inputs, outputs, weights, weightScales, bias, grid, gate, residual, ring = height } = one;
  const [depth, wide] = [padded(inputs), padded(outputs)];
  const pixels = height * width;
  const packed = packDot(
    { shape: [outputs, inputs], values: weights, scales: weightScales },
    { shape: [outputs], data: bias },
    depth,
    grid,
  );
  const memory = new Uint8Array(kernels.memory.buffer);
  let end = ARENA_BEGIN + 256;
  const place = (data: Float32Array | Uint8Array): number => {
    const begin = end;
    memory.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin);
    end = Math.ceil((begin + data.byteLength) / 64) * 64;
    return begin;
  };
  const spread = (values: Float32Array, from: number, to: number): Float32Array => {
    const all = new Float32Array((values.length / from) * to).fill(99);
    for (const [index, value] of values.entries()) all[Math.floor(index / from) * to + (index % from)] = value;
    return all;
  };
  const target = place(new Float32Array(ring * width * wide));
  const source = place(spread(one.pixels, inputs, depth));
  const record = encodeRecord('pointwise', {
    source,
    sourceRow: 4 * depth * width,
    sourcePixel: 4 * depth,
    target,
    targetRow: 4 * wide * width,
    targetPixel: 4 * wide,
    targetRing: ring,
    residual: residual ? place(spread(residual, outputs, wide)) : 0,
    residualRow: 4 * wide * width,
    height,
    width,
    depth,
    panels: wide / 8,
    weights: place(packed.weights),
    scales: place(packed.scales),
    bias: place(packed.bias),
    activation: activationCode('none'),
    gate: gate ? place(padVector({ data: gate })) : 0,
    scratch: place(new Uint8Array(2 * depth * (Math.min(256, pixels + 3) + 8))),
    group: wide / 8,
    format: formatCode('dot'),
    inverse: floatBits(1 / grid.scale),
    zeroPoint: grid.zeroPoint,
  });
  memory.set(new Uint8Array(record.buffer), ARENA_BEGIN);
  kernels.run(ARENA_BEGIN, 1);
  const results = new Float32Array(kernels.memory.buffer, target, ring * width * wide);
  return Float32Array.from(
    { length: ring * width * outputs },
    (_, index) => results[Math.floor(index / outputs) * wide + (index % outputs)] ?? NaN,
  );
}

function draw(random: Random, length: number, bound: number): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(-bound, bound));
}

function caseOf(seed: string, [height, width, inputs, outputs]: readonly [number, number, number, number]): Case {
  const random = randomOf(seed);
  return {
    height,
    width,
    inputs,
    outputs,
    // A part of them is beyond the grid on either side.
    pixels: draw(random, height * width * inputs, 3),
    weights: Int8Array.from({ length: outputs * inputs }, () => Math.round(random.uniform(-63.49, 63.49))),
    weightScales: Float32Array.from({ length: outputs }, () => random.uniform(0.001, 0.02)),
    bias: draw(random, outputs, 2),
    grid: { scale: Math.fround(random.uniform(0.01, 0.03)), zeroPoint: Math.floor(random.uniform(0, 256)) },
  };
}

const SIZES = [
  [1, 1, 1, 1],
  [1, 2, 8, 8],
  [3, 5, 9, 7],
  [7, 7, 17, 33],
  [2, 3, 40, 24],
  [16, 16, 12, 8],
  [5, 53, 11, 19],
  [23, 29, 24, 16],
  [7, 7, 672, 40],
] as const;

describe.each(BUILDS)('whole numbers of the %s kernels', (build) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await instantiateKernels(await compileKernels(build), ARENA_BEGIN + 2 ** 22);
  });

  it.each(SIZES)('of %d x %d pixels, %d to %d channels, are exactly those of a naive reference', (...size) => {
    const one = caseOf(`sizes ${size.join()}`, size);
    expect(run(kernels, one)).toEqual(expectedOf(one));
  });

  it('are exact with a gate and a residual', () => {
    const random = randomOf('gates');
    const one = caseOf('gate', [9, 31, 20, 12]);
    const gate = Float32Array.from({ length: 20 }, () => random.uniform(0, 1));
    const residual = draw(random, 9 * 31 * 12, 4);
    for (const more of [{ gate }, { residual }, { gate, residual }]) {
      expect(run(kernels, { ...one, ...more })).toEqual(expectedOf({ ...one, ...more }));
    }
  });

  it('are exact where the rows of the target are used in turns', () => {
    const one = caseOf('ring', [7, 45, 16, 8]);
    const last = expectedOf(one);
    const rows = run(kernels, { ...one, ring: 3 });
    const row = 45 * 8;
    for (const y of [4, 5, 6]) {
      expect(rows.slice((y % 3) * row, ((y % 3) + 1) * row)).toEqual(last.slice(y * row, (y + 1) * row));
    }
  });

  it.each([0, 1, 127, 128, 255])('are exact when all is as large as it can be, with zero point %d', (zeroPoint) => {
    const [inputs, outputs] = [1024, 8];
    for (const [sign, value] of [
      [1, 1e9],
      [1, -1e9],
      [-1, 1e9],
      [-1, -1e9],
    ] as const) {
      const one: Case = {
        ...{ height: 1, width: 3, inputs, outputs },
        pixels: new Float32Array(3 * inputs).fill(value),
        weights: new Int8Array(outputs * inputs).fill(63 * sign),
        weightScales: new Float32Array(outputs).fill(1),
        bias: new Float32Array(outputs),
        grid: { scale: 1, zeroPoint },
      };
      const results = run(kernels, one);
      const whole = value > 0 ? 255 - zeroPoint : -zeroPoint;
      expect([...new Set(results)]).toEqual([whole * 63 * sign * inputs + 0]);
    }
  });

  it('round halves to the even number, and what is no number to the lowest', () => {
    const values = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 254.5, 255.5, 1e30, -1e30, 3e38, -3e38, 1.2e7, -1.2e7, -1.3e7];
    const all = [...values, Infinity, -Infinity, NaN, -0, 1e-40];
    const results = run(kernels, {
      ...{ height: 1, width: all.length, inputs: 1, outputs: 1 },
      pixels: Float32Array.from(all),
      weights: Int8Array.of(1),
      weightScales: Float32Array.of(1),
      bias: new Float32Array(1),
      grid: { scale: 1, zeroPoint: 10 },
    });
    const rounded = [0, 2, 2, 0, -2, -2, 245, 245, 245, -10, 245, -10, 245, -10, -10, 245, -10, -10, 0, 0];
    expect([...results].map((value) => value + 0)).toEqual(rounded);
  });
});
