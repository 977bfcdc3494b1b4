import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { randomOf } from '../../../scripts/kit/random.ts';
import { openEngine, openSimdEngine } from '../../../scripts/models/onnx/runtime.ts';
import type { AssetStore } from '../../../src/catalogue/assets.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { listModels } from '../../../src/catalogue/registry.ts';
import { Sessions } from '../../../src/inference/sessions.ts';
import { LOAD_LEASE, MODEL_BYTES } from '../../../src/inference/memory/limits.ts';

const ROOT = new URL('../../../', import.meta.url);

const assets: AssetStore = {
  fetch: async (url) => new Response(await readFile(new URL(`.${url.pathname}`, ROOT))),
};

// A file of its own: onnxruntime's heap is that of the process, and no other test must have made it grow.
it.each([
  ['onnxruntime', openEngine],
  ['simd', openSimdEngine],
] as const)('loads and runs on %s take no more than is said before, in whatever order', async (_, open) => {
  const engine = await open();
  const sessions = new Sessions(MODEL_BYTES, LOAD_LEASE);
  const models = listModels().filter((model) => enginesOf(model).includes(engine.name));
  for (const order of [models.toReversed(), models]) {
    for (const model of order) {
      const subject = { model, engine };
      const { growth } = sessions.cost(subject);
      const before = engine.heapBytes;
      const [channels, height, width] = model.input.size;
      await sessions.load(subject, assets);
      // The first run still makes the heap grow.
      const [loaded, rest] = [engine.heapBytes, sessions.cost(subject)];
      await sessions.run(subject, new Float32Array(channels * height * width), ['logits'], assets);
      expect(engine.heapBytes - before, model.name).toBeLessThanOrEqual(growth);
      expect(engine.heapBytes - loaded, model.name).toBeLessThanOrEqual(rest.growth);
      expect(rest.files).toBe(0);
      expect(sessions.cost(subject)).toEqual({ files: 0, growth: 0 });
    }
    for (const model of order) await sessions.drop({ model, engine });
  }
});

it.each([1, 2, 3])('onnxruntime keeps no more than it says, in random orders (seed %i)', async (seed) => {
  const engine = await openEngine();
  const sessions = new Sessions(MODEL_BYTES, LOAD_LEASE);
  const random = randomOf('heap', seed);
  const models = listModels().filter((model) => enginesOf(model).includes('onnxruntime'));
  for (let step = 0; step < 16; step++) {
    const model = models[Math.floor(random.uniform(0, models.length))];
    if (model === undefined) throw new Error('no model');
    const [channels, height, width] = model.input.size;
    const outputs = random.uniform(0, 1) < 0.3 ? (['logits', 'features'] as const) : (['logits'] as const);
    await sessions.run({ model, engine }, new Float32Array(channels * height * width), outputs, assets);
    if (random.uniform(0, 1) < 0.15) await sessions.drop({ model, engine });
    expect(engine.heapBytes, `${seed} ${step} ${model.name}`).toBeLessThanOrEqual(engine.keptBytes);
  }
  for (const model of models) await sessions.drop({ model, engine });
});
