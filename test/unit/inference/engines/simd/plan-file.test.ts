import { beforeAll, describe, expect, it } from 'vitest';

import { SimdEngine } from '../../../../../src/inference/engines/simd/engine.ts';
import {
  PlanError,
  PLAN_CHECKED_FROM,
  PLAN_PRELUDE_BYTES,
} from '../../../../../src/inference/engines/simd/plan-format.ts';
import { loadPlan } from '../../../../../src/inference/engines/simd/plan-loader.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import { gridOf } from '../../../../../scripts/models/onnx/rounding.ts';
import { insertQdq } from '../../../../../scripts/models/onnx/qdq.ts';
import { compilePlan } from '../../../../../scripts/models/plan/plan.ts';
import { xxHash32 } from '../../../../../scripts/models/plan/xxhash32.ts';
import { compileKernels } from './kernels.ts';
import { entryOf, networkOf, randomPicture } from './networks.ts';

const network = networkOf({
  seed: 'small',
  size: [3, 16, 16],
  stem: { out: 8, kernel: 3, stride: 2 },
  blocks: [{ expansion: 16, kernel: 3, stride: 1, out: 8 }],
  activation: 'Relu',
  top: 16,
  classes: 4,
});
const model = entryOf('small', network);
const file = compilePlan('small', network);
const picture = randomPicture(network, 'a picture');
let module: WebAssembly.Module;

beforeAll(async () => {
  module = await compileKernels('relaxed');
});

/** The file with one 32-bit word changed. */
function altered(at: number, value: number): Uint8Array {
  const copy = file.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

/** The file with one 32-bit word changed, and the right checksum. */
function resealed(at: number, value: number): Uint8Array {
  const copy = altered(at, value);
  new DataView(copy.buffer).setUint32(12, xxHash32(copy.subarray(PLAN_CHECKED_FROM)), true);
  return copy;
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const load = (bytes: Uint8Array, entry = model): Promise<unknown> => loadPlan(module, entry, pieces(bytes, 1000));

describe('a plan file', () => {
  it('is the same every time', () => {
    expect(compilePlan('small', network)).toEqual(file);
  });

  it.each([1, 7, 63, 64, 65, 4096, 1_000_000])('arrives in pieces of %d bytes', async (size) => {
    const { header } = await loadPlan(module, model, pieces(file, size));
    expect(header.model).toBe('small');
  });

  it.each([
    ['something else', new Uint8Array(5000), /the file is not a plan/],
    ['nothing', new Uint8Array(0), /truncated after 0 bytes/],
    ['a begin', file.subarray(0, 20), /truncated after 20 bytes/],
    ['half of it', file.subarray(0, file.length >> 1), /truncated/],
    ['all but the last byte', file.subarray(0, -1), /truncated/],
    ['one byte more', new Uint8Array([...file, 0]), /longer than its header says/],
    ['another version', altered(8, 99), /version 99, this engine reads version 2/],
    ['a wrong checksum', altered(12, 1), /checksum/],
    ['a changed header', altered(PLAN_PRELUDE_BYTES + 8, 0x20202020), /checksum/],
    ['a changed weight', altered(file.length - 8, 0x3f800000), /checksum/],
    ['another place in memory', altered(16, 1 << 20), /checksum/],
    ['a size beyond all memory', altered(20, 0xffffff00), /sizes are impossible/],
    ['a header larger than the file', altered(24, 0x7fffffff), /sizes are impossible/],
  ])('that is %s is refused by name', async (_, bytes, message) => {
    const failure = await load(bytes).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(PlanError);
    expect((failure as PlanError).message).toMatch(message);
  });

  it('that is damaged anywhere, in fp32 or in whole numbers, is refused by name', async () => {
    const random = randomOf('damage');
    const scheme = new Map(
      network.graph.nodes
        .filter(({ name }) => /\.(?:expand|project)$|^top$/.test(name))
        .map(({ name, inputs: [, weight = ''] }) => {
          const channels = network.graph.weights.get(weight)?.[1] ?? 0;
          return [name, { input: gridOf(Array(channels).fill([-2, 2] as const), 0) }];
        }),
    );
    for (const whole of [file, compilePlan('small', insertQdq(network, scheme))]) {
      for (let round = 0; round < 200; round++) {
        const bytes = whole.slice();
        const changes = 1 + Math.floor(random.uniform(0, 4));
        for (let change = 0; change < changes; change++) {
          const at = Math.floor(random.uniform(0, bytes.length));
          bytes[at] = ((bytes[at] ?? 0) + Math.floor(random.uniform(1, 256))) % 256;
        }
        if (bytes.every((byte, at) => byte === whole[at])) continue;
        const cut = random.uniform(0, 1) < 0.2 ? bytes.subarray(0, Math.floor(random.uniform(0, bytes.length))) : bytes;
        await expect(load(cut)).rejects.toBeInstanceOf(PlanError);
      }
    }
  });

  it('of another model, or of another head, is refused', async () => {
    await expect(load(file, { ...model, name: 'other' })).rejects.toThrow(
      new PlanError('the plan is for small with 4 classes, not for other with 4'),
    );
    const head = {
      ...model,
      classes: { file: '', count: 7 },
      outputs: { ...model.outputs, logits: [1, 7] as [1, number] },
    };
    await expect(load(file, head)).rejects.toThrow(
      new PlanError('the plan is for small with 4 classes, not for small with 7'),
    );
    const size = { ...model, input: { ...model.input, size: [3, 32, 32] as [3, number, number] } };
    await expect(load(file, size)).rejects.toThrow(PlanError);
  });
});

describe('SimdEngine', () => {
  const files = (bytes: Uint8Array): ReadonlyMap<string, Uint8Array> => new Map([['small.plan', bytes]]);

  it('refuses a tensor of the wrong size, and a model that is not loaded', async () => {
    const engine = new SimdEngine(module);
    await expect(engine.run(model, picture, ['logits'])).rejects.toThrow('small is not loaded');
    await engine.load(model, files(file));
    await expect(engine.run(model, picture.subarray(1), ['logits'])).rejects.toThrow(
      'small takes 768 values (1 x 3 x 16 x 16), not 767',
    );
  });

  it('takes a plan in several files and as streams, and says when there is none', async () => {
    const parts = ['one', 'two', 'three'].map((path) => ({ path, role: 'plan', bytes: 1, sha256: '' }) as const);
    const split = [file.slice(0, 10), file.slice(10, 3000), file.slice(3000)];
    const streams = parts.map(({ path }, i) => [path, new Response(split[i]).body ?? new Uint8Array()] as const);
    const engine = new SimdEngine(module);
    await engine.load({ ...model, files: parts }, new Map(streams));
    const { logits } = await engine.run(model, picture, ['logits']);
    const whole = new SimdEngine(module);
    await whole.load(model, files(file));
    expect(logits).toEqual((await whole.run(model, picture, ['logits'])).logits);
    await expect(new SimdEngine(module).load({ ...model, files: [] }, files(file))).rejects.toThrow(
      new PlanError('small has no plan for the SIMD engine'),
    );
    await expect(new SimdEngine(module).load(model, new Map())).rejects.toThrow('the file small.plan is missing');
  });

  it('reports its memory, and gives it back', async () => {
    const engine = new SimdEngine(module);
    expect(engine.heapBytes).toBe(0);
    await engine.load(model, files(file));
    expect(engine.heapBytes).toBe(
      Math.ceil((engine.plan(model)?.kernels.memory.buffer.byteLength ?? NaN) / 65536) * 65536,
    );
    expect(engine.heapBytes).toBeGreaterThan(file.length);
    await engine.release(model);
    expect(engine.heapBytes).toBe(0);
  });

  it('drops an instance that trapped, and answers from a new one', async () => {
    const engine = new SimdEngine(module);
    const jsonBytes = new DataView(file.buffer).getUint32(24, true);
    await engine.load(model, files(resealed(PLAN_PRELUDE_BYTES + jsonBytes, 99)));
    await expect(engine.run(model, picture, ['logits'])).rejects.toThrow(
      'the kernels of small trapped, and the model was unloaded',
    );
    await expect(engine.run(model, picture, ['logits'])).rejects.toThrow('small is not loaded');
    await engine.load(model, files(file));
    const { logits } = await engine.run(model, picture, ['logits']);
    expect([...logits.data].every(Number.isFinite)).toBe(true);
  });

  it('propagates NaN from the picture to the logits', async () => {
    const engine = new SimdEngine(module);
    await engine.load(model, files(file));
    const { logits } = await engine.run(model, picture.with(0, NaN), ['logits']);
    expect([...logits.data].every(Number.isNaN)).toBe(true);
    const clean = await engine.run(model, picture, ['logits']);
    expect([...clean.logits.data].every(Number.isFinite)).toBe(true);
  });
});
