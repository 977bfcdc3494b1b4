import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { SimdEngine } from '../../../../../src/inference/engines/simd/engine.ts';
import { assemble } from '../../../../../scripts/models/assembly.ts';
import { compilePlan } from '../../../../../scripts/models/plan/plan.ts';
import { pixelsOf } from '../../../../../scripts/models/onnx/runtime.ts';
import { plainNetwork } from '../../../../../scripts/models/plan/plain-network.ts';
import { readExtents } from '../../../../../scripts/models/weights/safetensors.ts';
import { sizeOf, type StoredTensor } from '../../../../../scripts/models/weights/tensor.ts';
import { timmArchitecture } from '../../../../../scripts/models/networks/timm.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import { TRIAGE_PICTURES } from '../../../../triage-pictures.ts';
import { largestDifference } from '../../../scripts/models/comparison.ts';
import { decodeOnnx } from '../../../scripts/models/onnx/onnx-reader.ts';
import { entryOf as manifestEntryOf, type Model, open, readFiles } from '../../../scripts/models/onnx/onnxruntime.ts';
import { EFFICIENTNET, QVAC } from '../../../scripts/models/pictures.ts';
import { seededTensor } from '../../../../../scripts/models/weights/seeded-weights.ts';
import { BUILDS, compileKernels } from './kernels.ts';
import { entryOf } from './networks.ts';

const { input } = manifestEntryOf('efficientnet_b0');

interface Subject {
  readonly graph: Uint8Array;
  readonly weights: ReadonlyMap<string, Uint8Array>;
  readonly size: number;
  /** Whether its large matrices may be rounded to int16. Networks with made-up weights amplify every rounding. */
  readonly rounded: boolean;
}

/** A model of the manifest, as it was built. */
async function shipped(name: string): Promise<Subject> {
  const entry = manifestEntryOf(name);
  return { ...(await readFiles(entry)), size: entry.input.size[1], rounded: true };
}

/** An architecture of timm with made-up weights. */
function timm(name: string, size: number): Promise<Subject> {
  const source = { take: seededTensor };
  const architecture = timmArchitecture(name);
  const { files } = assemble(name, {
    backbone: architecture.backbone(source, { name: 'pixels', shape: [1, 3, size, size] }),
    head: architecture.head(source, 1000),
    labels: Array.from({ length: 1000 }, String),
    mean: [],
    std: [],
  });
  const weights = files.filter(({ role }) => role === 'backbone' || role === 'head');
  return Promise.resolve({
    graph: files.find(({ role }) => role === 'graph')?.content ?? new Uint8Array(),
    weights: new Map(weights.map(({ path, content }) => [path, content])),
    size,
    rounded: false,
  });
}

const SUBJECTS: readonly (readonly [string, () => Promise<Subject>])[] = [
  ...[
    'efficientnet_b0',
    'efficientnet_b0_w8',
    'mobilenetv3_small_distilled',
    'mobilenetv3_small_distilled_w8',
    'mobilenetv3_small_triage',
  ].map((name) => [name, () => shipped(name)] as const),
  ...(
    [
      ['mobilenetv3_small_100', 224],
      ['mobilenetv3_large_100', 224],
      ['tf_mobilenetv3_large_100', 224],
      ['efficientnet_b0', 224],
      ['efficientnet_lite0', 224],
      ['tf_efficientnet_lite0', 224],
      ['efficientnet_b3', 288],
    ] as const
  ).map(([name, size]) => [`${name} of timm`, () => timm(name, size)] as const),
];

type PixelsAt = (size: number) => Promise<Float32Array> | Float32Array;

const PICTURES: readonly (readonly [string, PixelsAt])[] = [
  join(EFFICIENTNET, 'panda.jpg'),
  join(EFFICIENTNET, 'car.jpg'),
  ...TRIAGE_PICTURES.map(([picture]) => join(QVAC, 'test/images', picture)),
].map((path) => [
  basename(path),
  async (size) => pixelsOf(new Uint8Array(await readFile(path)), { ...input, size: [3, size, size] }),
]);

const NOISE: readonly (readonly [string, PixelsAt])[] = ['noise', 'more noise'].map((seed) => [
  seed,
  (size) => {
    const random = randomOf(seed);
    return Float32Array.from({ length: 3 * size ** 2 }, () => random.uniform(-1, 1));
  },
]);

describe.each(SUBJECTS)('%s', (name, make) => {
  let subject: Subject;
  let reference: Model;
  const engines = new Map<string, SimdEngine>();
  const { promise: entry, resolve } = Promise.withResolvers<ReturnType<typeof entryOf>>();

  beforeAll(async () => {
    subject = await make();
    reference = await open(subject);
    const graph = decodeOnnx(subject.graph, name);
    const tensors = new Map([...subject.weights].flatMap(([path, file]) => [...storedTensors(file, path)]));
    const model = entryOf('subject', plainNetwork({ graph, tensors }));
    const file = compilePlan('subject', { graph, tensors }, subject.rounded ? {} : { halvedFrom: Infinity });
    for (const build of BUILDS) {
      const engine = new SimdEngine(await compileKernels(build));
      await engine.load(model, new Map([['subject.plan', file]]));
      engines.set(build, engine);
    }
    resolve(model);
  });

  it.each(name.endsWith('of timm') ? NOISE : [...PICTURES, ...NOISE])(
    'gives the answer of onnxruntime for %s',
    async (_, pixelsAt) => {
      const pixels = await pixelsAt(subject.size);
      const expected = await reference(pixels, subject.size);
      for (const engine of engines.values()) {
        const { logits, features } = await engine.run(await entry, pixels, ['logits', 'features']);
        expect(logits.dims).toEqual(expected.dims.logits);
        expect(features.dims).toEqual(expected.dims.features);
        const largest = Math.max(...expected.logits.map(Math.abs));
        expect(largestDifference(logits.data, expected.logits) / largest).toBeLessThan(1e-4);
        // Made-up weights may have logits in the hundreds, where fp32 itself has no such digits.
        if (subject.rounded) expect(largestDifference(logits.data, expected.logits)).toBeLessThan(1e-3);
        expect(topFive(logits.data)).toEqual(topFive(expected.logits));
        const strongest = expected.features.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(largestDifference(features.data, expected.features) / strongest).toBeLessThan(5e-4);
      }
    },
  );
});

/** The tensors of a file that the build wrote, in the types that they have there. */
function storedTensors(file: Uint8Array, path: string): Map<string, StoredTensor> {
  return new Map(
    [...readExtents(file, path)].map(([name, { dtype, shape, offset, length }]) => {
      const { buffer } = Uint8Array.from(file.subarray(offset, offset + length));
      const typed = { F32: Float32Array, I8: Int8Array, U8: Uint8Array }[dtype];
      if (!typed) throw new Error(`${path}: ${dtype}`);
      return [name, { shape, data: new typed(buffer, 0, sizeOf(shape)) }];
    }),
  );
}

function topFive(logits: Float32Array): number[] {
  return [...logits.keys()].sort((a, b) => (logits[b] ?? NaN) - (logits[a] ?? NaN)).slice(0, 5);
}
