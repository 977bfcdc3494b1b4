import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { kernelPath } from '../../../../../scripts/build/kernels.ts';
import { pixelsOf } from '../../../../../scripts/models/onnx/runtime.ts';
import { PICTURE } from '../../../../../scripts/kit/paths.ts';
import { findEntry, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import type { ModelEntry } from '../../../../../src/catalogue/manifest.ts';
import { SimdEngine } from '../../../../../src/inference/engines/simd/engine.ts';
import { planHead } from '../../../../../src/inference/engines/simd/plan-head.ts';
import { readHead } from '../../../../../src/inference/explain/head-file.ts';
import type { Dense } from '../../../../../src/verdict/classifier-head.ts';
import { gradCam } from '../../../../../src/verdict/gradcam.ts';

const filesOf = async ({ files }: ModelEntry, wanted: string): Promise<[string, Buffer<ArrayBuffer>][]> =>
  Promise.all(
    files
      .filter(({ role }) => role === wanted)
      .map(async ({ path }) => [path, await readFile(join(WORKSPACE.models, path))] as [string, Buffer<ArrayBuffer>]),
  );

/** Largest difference of two layers, in parts of the largest weight. */
function difference(a: Dense, b: Dense): number {
  const largest = b.weight.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect([a.weight.length, a.bias.length]).toEqual([b.weight.length, b.bias.length]);
  return a.weight.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.weight[i] ?? NaN))), 0) / largest;
}

// A linear head, heads with a hidden layer, three classes instead of 1,000, and weights in int8.
describe.each([
  'efficientnet_b0',
  'efficientnet_b0_int8',
  'mobilenetv3_small_distilled',
  'mobilenetv3_small_distilled_w8',
  'mobilenetv3_small_triage',
])('the head that the plan of %s has', (name) => {
  it('is the head that the build has written beside it, and gives the same heat map', async () => {
    const entry = await findEntry(WORKSPACE, name);
    const engine = new SimdEngine(await WebAssembly.compile(await readFile(kernelPath('plain'))));
    await engine.load(entry, new Map(await filesOf(entry, 'plan')));
    const plan = engine.plan(entry);
    if (plan === undefined) throw new Error('the plan was not loaded');
    const pixels = await pixelsOf(new Uint8Array(await readFile(PICTURE)), entry.input);
    const { features } = await engine.run(entry, pixels, ['logits', 'features']);

    const read = planHead(plan);
    const written = readHead((await filesOf(entry, 'head')).map(([, bytes]) => new Uint8Array(bytes)));
    // int16 rounds by 1/65534 of a row's largest weight.
    expect(difference(read.classifier, written.classifier)).toBeLessThan(2e-5);
    expect(read.hidden === undefined).toBe(written.hidden === undefined);
    if (read.hidden !== undefined && written.hidden !== undefined) {
      expect(difference(read.hidden, written.hidden)).toBeLessThan(2e-5);
    }
    const [[map], [expected]] = [gradCam(features, read, [1]), gradCam(features, written, [1])];
    expect(map?.values.length).toBe(49);
    map?.values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected?.values[i] ?? NaN, 3);
    });
  });
});
