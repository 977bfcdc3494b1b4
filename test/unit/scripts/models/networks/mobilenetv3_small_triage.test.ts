import { join } from 'node:path';

import { tensor4d, transpose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { readGguf } from '../../../../../scripts/models/weights/gguf.ts';
import { readLabels, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { TRIAGE_PICTURES } from '../../../../triage-pictures.ts';
import { channelsFirst, indexOfLargest, largestDifference } from '../comparison.ts';
import { MobileNetV3Reference } from './mobilenetv3-reference.ts';
import { entryOf, open, readFiles, type Model } from '../onnx/onnxruntime.ts';
import { normalise, QVAC, readPicture } from '../pictures.ts';
import { startTensorFlow } from '../tensorflow/tensorflow.ts';

const entry = entryOf('mobilenetv3_small_triage');
let model: Model;
let reference: MobileNetV3Reference;

beforeAll(async () => {
  await startTensorFlow();
  model = await open(await readFiles(entry));
  reference = new MobileNetV3Reference(await readGguf(join(QVAC, 'weights/mobilenetv3_3class_v3_fp16.gguf')));
}, 60_000);

test.each(TRIAGE_PICTURES)('mobilenetv3_small_triage sees that %s is %s', async (file, label) => {
  const labels = await readLabels(WORKSPACE, entry);
  const { logits, dims } = await model(normalise(await readPicture(join(QVAC, 'test/images', file)), entry.input));
  expect(dims).toEqual(entry.outputs);
  expect(labels[indexOfLargest(logits)]).toBe(label);
});

describe('mobilenetv3_small_triage answers as an implementation with unfolded BatchNorm', () => {
  test.each(TRIAGE_PICTURES)('%s', async (file) => {
    const pixels = normalise(await readPicture(join(QVAC, 'test/images', file)), entry.input);
    const { logits, features } = await model(pixels);
    const nhwc = transpose(tensor4d(pixels, [1, 3, 224, 224]), [0, 2, 3, 1]);
    const expected = reference.run(nhwc);
    expect(largestDifference(logits, await expected.logits.data())).toBeLessThan(1e-3);
    const last = channelsFirst(Float32Array.from(await expected.features.data()), 576);
    expect(largestDifference(features, last)).toBeLessThan(1e-3);
  });
});
