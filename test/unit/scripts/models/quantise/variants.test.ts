import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { openSimdEngine, pixelsOf, readModelFiles } from '../../../../../scripts/models/onnx/runtime.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { enginesOf, modelBytes } from '../../../../../src/catalogue/served-files.ts';
import { largestDifference } from '../comparison.ts';
import { entryOf, open, readFiles } from '../onnx/onnxruntime.ts';
import { EFFICIENTNET, QVAC } from '../pictures.ts';

const variants = (await readManifest(WORKSPACE)).models.filter(({ variant }) => variant !== undefined);

const PHOTOGRAPHS = [
  ...['panda.jpg', 'car.jpg'].map((name) => join(EFFICIENTNET, name)),
  ...['meal_1.jpg', 'report_1.jpg', 'other_1.jpg'].map((name) => join(QVAC, 'test/images', name)),
];

/** Largest and typical distance of logits, as parts of their standard deviation. */
const FAR = { w8: 0.2, int8: 0.5 } as const;
const TYPICAL = { w8: 0.04, int8: 0.12 } as const;
/** How far apart the forms of a variant may be. */
const SAME = { w8: 1e-3, int8: 0.1 } as const;

test('there are variants of both kinds', () => {
  expect(new Set(variants.map(({ variant }) => variant?.kind))).toEqual(new Set(['w8', 'int8']));
});

describe.each(variants.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
  const { of = '', kind = 'w8' } = entry.variant ?? {};

  test('was measured, agrees as often as it has to, and loses less than a point of accuracy', () => {
    const { agreement, accuracy = [] } = entry.measured ?? {};
    expect(agreement?.with).toBe(of);
    expect(agreement?.count).toBeGreaterThanOrEqual(100);
    expect(agreement?.top1).toBeGreaterThanOrEqual(kind === 'w8' ? 99 : 97);
    for (const { pictures, top1 } of accuracy) {
      const base = entryOf(of).measured?.accuracy?.find((figures) => figures.pictures === pictures);
      expect(top1).toBeGreaterThan((base?.top1 ?? NaN) - 1);
    }
  });

  test('is offered where it is smaller than its base, and only there', () => {
    expect(enginesOf(entry)).toEqual(['simd']);
    expect(modelBytes(entry)).toBeLessThan((kind === 'int8' ? 0.55 : 0.65) * modelBytes(entryOf(of), 'simd'));
  });

  test('answers nearly as its base: in the SIMD engine, in standard ONNX, and as onnxruntime would open it', async () => {
    const files = await readFiles(entry);
    const base = await open(await readFiles(entryOf(of)));
    const standard = await open(files);
    const engine = await openSimdEngine();
    await engine.load(entry, await readModelFiles(WORKSPACE, entry));
    const forms: ((pixels: Float32Array) => Promise<{ logits: Float32Array }>)[] = [
      standard,
      await open({ graph: files.optimised, weights: files.weights }, 'disabled'),
      async (pixels) => ({ logits: (await engine.run(entry, pixels, ['logits'])).logits.data }),
    ];
    for (const photograph of PHOTOGRAPHS) {
      const pixels = await pixelsOf(new Uint8Array(await readFile(photograph)), entry.input);
      const { logits: expected } = await base(pixels);
      const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
      const { logits: inStandard } = await standard(pixels);
      const deviation = Math.sqrt(expected.reduce((sum, value) => sum + (value - mean) ** 2, 0) / expected.length);
      for (const form of forms) {
        const { logits } = await form(pixels);
        expect(logits.indexOf(Math.max(...logits))).toBe(expected.indexOf(Math.max(...expected)));
        expect(largestDifference(logits, expected) / deviation).toBeLessThan(FAR[kind]);
        const squares = expected.reduce((sum, value, index) => sum + (value - (logits[index] ?? NaN)) ** 2, 0);
        expect(Math.sqrt(squares / expected.length) / deviation).toBeLessThan(TYPICAL[kind]);
        // A value between two levels may become either of them.
        expect(largestDifference(logits, inStandard) / deviation).toBeLessThan(SAME[kind]);
      }
    }
  });
});
