import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { randomOf } from '../../../../../scripts/kit/random.ts';
import { ARENA_BEGIN } from '../../../../../src/inference/engines/simd/plan-format.ts';
import { type Kernels, instantiateKernels } from '../../../../../src/inference/engines/simd/kernel-instance.ts';
import { type Case, caseOf, draw, run, SIZES, sumOfAll } from './dot-cases.ts';
import { BUILDS, compileKernels } from './kernels.ts';

/** Each number as the kernel should round it: from -128 to 127. */
function roundedOf({ pixels, inputs, grid, gate }: Case): Int32Array {
  return Int32Array.from(pixels, (x, index) => {
    const inverse = Math.fround(1 / Math.fround(grid.scales[index % inputs] ?? NaN));
    const factor = gate ? Math.fround((gate[index % inputs] ?? NaN) * inverse) : inverse;
    const scaled = Math.fround(x * factor);
    if (Number.isNaN(scaled)) return -128;
    const floor = Math.floor(scaled);
    const isHalf = scaled - floor === 0.5;
    const nearest = isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(scaled);
    return Math.min(255, Math.max(0, nearest + (grid.zeroPoints[index % inputs] ?? NaN))) - 128;
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
        all += weight * (128 - (grid.zeroPoints[k] ?? NaN));
      }
      const scale = weightScales[out] ?? NaN;
      const shifted = Math.fround((bias[out] ?? NaN) + scale * all);
      const at = pixel * outputs + out;
      const result = Math.fround(Math.fround(Math.fround(sum) * scale) + shifted);
      results[at] = result + (residual?.[at] ?? 0);
    }
  }
  return results;
}

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
        grid: { scales: Array(inputs).fill(1), zeroPoints: Array(inputs).fill(zeroPoint) },
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
      grid: { scales: [1], zeroPoints: [10] },
    });
    const rounded = [0, 2, 2, 0, -2, -2, 245, 245, 245, -10, 245, -10, 245, -10, -10, 245, -10, -10, 0, 0];
    expect([...results].map((value) => value + 0)).toEqual(rounded);
  });
});

/** The kernels choose between two ways to multiply by what the processor has; an x64 with AVX-VNNI knows both of them. */
it.runIf(process.arch === 'x64')('whole numbers are the same without AVX-VNNI', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-enable-avx-vnni',
    join(import.meta.dirname, 'dot-cases.ts'),
  ]);
  expect(stdout).toBe(await sumOfAll());
});
