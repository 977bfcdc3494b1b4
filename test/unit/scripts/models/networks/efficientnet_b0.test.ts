import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter';
import { tensor, type io, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { readLabels, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { channelsFirst, indexOfLargest, largestDifference } from '../comparison.ts';
import { entryOf, open, readFiles, type Model } from '../onnx/onnxruntime.ts';
import { EFFICIENTNET, normalise, QVAC, readPicture } from '../pictures.ts';
import { startTensorFlow } from '../tensorflow/tensorflow.ts';

const PICTURES = [
  join(EFFICIENTNET, 'panda.jpg'),
  join(EFFICIENTNET, 'car.jpg'),
  join(EFFICIENTNET, 'test/1609254568671_crop_224x224.png'),
  ...['meal_1', 'meal_2', 'other_1', 'other_2', 'report_1', 'report_2'].map((name) =>
    join(QVAC, `test/images/${name}.jpg`),
  ),
];

const entry = entryOf('efficientnet_b0');
let model: Model;
let original: GraphModel<io.IOHandlerSync | io.IOHandler>;

beforeAll(async () => {
  await startTensorFlow();
  model = await open(await readFiles(entry));
  original = await loadOriginal();
}, 60_000);

describe('efficientnet_b0 answers as the TensorFlow.js graph that it was translated from', () => {
  test.each(PICTURES.map((path) => [basename(path), path]))('%s', async (_name, path) => {
    const rgb = await readPicture(path);
    const { logits, features, dims } = await model(normalise(rgb, entry.input));
    // The original takes RGB in [0, 1] and normalises by itself.
    const pixels = tensor(
      Float32Array.from(rgb, (value) => value / 255),
      [1, 224, 224, 3],
    );
    const [expectedLogits, expectedFeatures] = original.execute(pixels, [
      'StatefulPartitionedCall/model/logits/BiasAdd',
      'StatefulPartitionedCall/model/top_activation/mul',
    ]) as Tensor[];

    expect(dims).toEqual(entry.outputs);
    expect(largestDifference(logits, await valuesOf(expectedLogits))).toBeLessThan(1e-3);
    const last = channelsFirst(await valuesOf(expectedFeatures), 1280);
    expect(largestDifference(features, last)).toBeLessThan(1e-3);
  });
});

test.each([
  ['panda.jpg', 'giant panda'],
  ['car.jpg', 'sports car'],
])('efficientnet_b0 sees in %s a %s', async (file, label) => {
  const labels = await readLabels(WORKSPACE, entry);
  const { logits } = await model(normalise(await readPicture(join(EFFICIENTNET, file)), entry.input));
  expect(labels[indexOfLargest(logits)]).toContain(label);
});

async function loadOriginal(): Promise<GraphModel<io.IOHandler>> {
  const folder = join(EFFICIENTNET, 'lib/tfjs/web_model');
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Required<
    Pick<io.ModelJSON, 'modelTopology' | 'weightsManifest'>
  >;
  const shards = weightsManifest.flatMap(({ paths }) => paths);
  const weightData = Buffer.concat(await Promise.all(shards.map((path) => readFile(join(folder, path)))));
  return loadGraphModel({
    load: () =>
      Promise.resolve({
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: new Uint8Array(weightData).buffer,
      }),
  });
}

async function valuesOf(value: Tensor | undefined): Promise<Float32Array> {
  const data = await value?.data();
  if (!(data instanceof Float32Array)) throw new Error('TensorFlow.js gave no fp32 values');
  return data;
}
