import { createHash } from 'node:crypto';

import { type Random, randomOf } from '../../../../../scripts/kit/random.ts';
import type { ActivationGrid } from '../../../../../scripts/models/onnx/rounding.ts';
import { padVector } from '../../../../../scripts/models/plan/panels.ts';
import { activationCode, encodeRecord, formatCode } from '../../../../../scripts/models/plan/records.ts';
import { packDot } from '../../../../../scripts/models/plan/whole-panels.ts';
import { ARENA_BEGIN } from '../../../../../src/inference/engines/simd/plan-format.ts';
import { type Kernels, instantiateKernels } from '../../../../../src/inference/engines/simd/kernel-instance.ts';
import { compileKernels } from './kernels.ts';

/** A 1x1 convolution in whole numbers. Channels of input and output are rounded up to eight in memory. */
export interface Case {
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
  /** One of each an input. */
  readonly grid: ActivationGrid;
  readonly gate?: Float32Array;
  /** Of `[pixel][output]`. */
  readonly residual?: Float32Array;
  /** Rows of the target, which are overwritten in turns. */
  readonly ring?: number;
}

function padded(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}

/** Runs the kernel, with what is beyond the channels of a pixel set to a number that nobody may see. */
export function run(kernels: Kernels, one: Case): Float32Array {
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
  const place = (data: Float32Array | Int32Array | Uint8Array): number => {
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
    scratch: place(new Uint8Array(16 * depth + Math.min(64, Math.ceil(pixels / 4)) * (16 + 8 * depth))),
    group: wide / 8,
    format: formatCode('dot'),
    inverses: place(packed.inverses),
    zeroPoints: place(packed.zeroPoints),
  });
  memory.set(new Uint8Array(record.buffer), ARENA_BEGIN);
  kernels.run(ARENA_BEGIN, 1);
  const results = new Float32Array(kernels.memory.buffer, target, ring * width * wide);
  return Float32Array.from(
    { length: ring * width * outputs },
    (_, index) => results[Math.floor(index / outputs) * wide + (index % outputs)] ?? NaN,
  );
}

export function draw(random: Random, length: number, bound: number): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(-bound, bound));
}

export function caseOf(
  seed: string,
  [height, width, inputs, outputs]: readonly [number, number, number, number],
): Case {
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
    grid: {
      scales: Array.from({ length: inputs }, () => random.uniform(0.01, 0.03)),
      zeroPoints: Array.from({ length: inputs }, () => Math.floor(random.uniform(0, 256))),
    },
  };
}

export const SIZES = [
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

/** One sum over what the relaxed kernels make of all sizes. */
export async function sumOfAll(): Promise<string> {
  const kernels = await instantiateKernels(await compileKernels('relaxed'), ARENA_BEGIN + 2 ** 22);
  const hash = createHash('sha256');
  for (const size of SIZES) hash.update(run(kernels, caseOf(`sizes ${size.join()}`, size)));
  return hash.digest('hex');
}

if (import.meta.main) process.stdout.write(await sumOfAll());
