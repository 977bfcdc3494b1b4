import { expect, it } from 'vitest';

import { readCatalogue } from '../../../../scripts/models/catalogue/catalogue.ts';
import { openEngine, openSimdEngine } from '../../../../scripts/models/onnx/runtime.ts';
import { randomModel } from '../../../../scripts/models/random-model.ts';
import { seededPicture } from '../../../../scripts/models/weights/seeded-weights.ts';
import { WORKSPACE } from '../../../../scripts/models/workspace.ts';
import type { AvailableModel } from '../../../../src/catalogue/catalogue.ts';
import { largestDifference } from './comparison.ts';

const catalogue = await readCatalogue(WORKSPACE);

/** What the catalogue says of a model, at another size of picture. */
function availableOf(name: string, side?: number): AvailableModel {
  const found = catalogue.models.find((model) => model.name === name);
  if (found === undefined) throw new Error(`the catalogue has no ${name}`);
  return side === undefined ? found : { ...found, input: { ...found.input, size: [3, side, side] } };
}

it('has the parameters and the multiply-accumulates of the real one, and the same weights each time', () => {
  const available = availableOf('mobilenetv3_small_050.lamb_in1k');
  const { entry } = randomModel(available);
  expect([entry.name, entry.parameters, entry.macs]).toEqual([available.name, available.parameters, available.macs]);
  expect(entry.outputs.logits).toEqual([1, 1000]);
  expect(randomModel(available).entry.files).toEqual(entry.files);
  expect(entry.description).toContain('Made-up weights');
});

it.each(['mobilenetv3_small_100.lamb_in1k', 'mobilenetv3_large_100.ra_in1k', 'efficientnet_lite0.ra_in1k'])(
  '%s answers with the same ordinary numbers in both engines',
  async (name) => {
    const { entry, model } = randomModel(availableOf(name, 96));
    const files = new Map(model.files.map(({ path, content }) => [path, content]));
    const [expected, actual] = await Promise.all(
      [await openEngine(), await openSimdEngine()].map(async (engine) => {
        await engine.load(entry, files);
        const { logits } = await engine.run(entry, seededPicture(96), ['logits']);
        await engine.release(entry);
        return logits.data;
      }),
    );
    const magnitudes = [...(expected ?? [])].map(Math.abs);
    const largest = Math.max(...magnitudes);
    expect(magnitudes).toHaveLength(1000);
    expect(magnitudes.every(Number.isFinite)).toBe(true);
    expect(largest).toBeGreaterThan(1e-3);
    expect(largest).toBeLessThan(1e4);
    // The plan keeps large matrices in 16 bits, and networks of made-up weights blow every rounding up.
    expect(largestDifference(actual ?? [], expected ?? []) / largest).toBeLessThan(1e-2);
  },
);

it('gives a ResNet and a ConvNeXt ordinary numbers, too', async () => {
  const engine = await openEngine();
  for (const name of ['resnet18.a1_in1k', 'convnext_atto.d2_in1k']) {
    const { entry, model } = randomModel(availableOf(name, 64));
    await engine.load(entry, new Map(model.files.map(({ path, content }) => [path, content])));
    const { logits, features } = await engine.run(entry, seededPicture(64), ['logits', 'features']);
    await engine.release(entry);
    for (const { data } of [logits, features]) {
      expect(data.every((value) => value === 0 || (Math.abs(value) > 2 ** -126 && Math.abs(value) < 1e6))).toBe(true);
    }
  }
});
