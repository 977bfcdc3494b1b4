import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { assemble, type BuiltFile } from '../../../../../scripts/models/assembly.ts';
import { costOf } from '../../../../../scripts/models/onnx/cost.ts';
import { attachHead } from '../../../../../scripts/models/networks/head.ts';
import { sizeOf, type Tensor, type Tensors } from '../../../../../scripts/models/weights/tensor.ts';
import { TIMM_ARCHITECTURES } from '../../../../../scripts/models/networks/timm-architectures.ts';
import { buildTimm, outlineTimm, timmArchitecture } from '../../../../../scripts/models/networks/timm.ts';
import { largestDifference } from '../comparison.ts';
import { open } from '../onnx/onnxruntime.ts';
import { seededPicture, seededTensor } from '../../../../../scripts/models/weights/seeded-weights.ts';
import { TIMM_REFERENCE, type TimmValues } from './timm-reference.ts';

const { architectures, classes: CLASSES } = TIMM_REFERENCE;

const inputOf = (size: number): { name: string; shape: number[] } => ({ name: 'pixels', shape: [1, 3, size, size] });

/** Seeded weights of every tensor that an architecture asks for. */
function seededWeights(name: string, classes: number): Map<string, Tensor> {
  const { outline } = outlineTimm(timmArchitecture(name), inputOf(64), classes);
  return new Map([...outline.shapes].map(([tensor, shape]) => [tensor, seededTensor(tensor, shape)]));
}

function build(name: string, tensors: Tensors, size = 64): readonly BuiltFile[] {
  const options = { input: inputOf(size), classes: CLASSES, owner: 'the checkpoint' };
  const classifier = buildTimm(timmArchitecture(name), tensors, options);
  const labels = Array.from({ length: CLASSES }, String);
  return assemble(name, { ...classifier, labels, mean: [], std: [] }).files;
}

test('timm was asked about every architecture that there is', () => {
  expect([...TIMM_ARCHITECTURES.keys()].sort()).toEqual(Object.keys(architectures).sort());
});

describe.each(Object.entries(architectures))('%s', (name, { parameters, layout, size, macs }) => {
  const { outline, classifier } = outlineTimm(timmArchitecture(name), inputOf(size), 1000);

  test('has the tensors that it has in timm', () => {
    const lines = [...outline.shapes].map(([tensor, shape]) => `${tensor} ${shape.join()}\n`).sort();
    expect(createHash('sha256').update(lines.join('')).digest('hex')).toBe(layout);
    const trained = [...outline.shapes].filter(([tensor]) => !tensor.includes('.running_'));
    expect(trained.reduce((sum, [, shape]) => sum + sizeOf(shape), 0)).toBe(parameters);
  });

  test('costs what torch counts', () => {
    expect(costOf(attachHead(classifier.backbone.graph, classifier.head, 1000)).macs).toBe(macs);
  });
});

const cases = Object.entries(architectures).flatMap(([name, { values }]) =>
  values.map((value): [string, number, TimmValues] => [name, value.size, value]),
);

test.each(cases)('%s answers as in timm at %i pixels', async (name, size, expected) => {
  const files = build(name, seededWeights(name, CLASSES), size);
  const content = (role: string): Uint8Array => files.find((file) => file.role === role)?.content ?? new Uint8Array();
  const weights = new Map(
    files.flatMap(({ role, path, content }) => (role === 'backbone' || role === 'head' ? [[path, content]] : [])),
  );
  const picture = seededPicture(size).map((value) => value * expected.contrast);
  const scale = Math.max(...expected.logits.map(Math.abs));
  for (const [graph, level] of [
    [content('graph'), 'all'],
    [content('optimised'), 'disabled'],
  ] as const) {
    const { logits, features, dims } = await (await open({ graph, weights }, level))(picture, size);
    expect(dims).toEqual({ logits: [1, CLASSES], features: expected.features });
    const area = expected.features[2] * expected.features[3];
    const pooled = expected.pooled.map((_, channel) => mean(features.subarray(channel * area, (channel + 1) * area)));
    expect(largestDifference(logits, expected.logits) / scale).toBeLessThan(1e-5);
    const largest = Math.max(...expected.pooled.map(Math.abs));
    expect(largestDifference(pooled, expected.pooled) / largest).toBeLessThan(1e-5);
  }
});

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
