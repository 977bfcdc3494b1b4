import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { tensor4d, transpose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { buildMobileNetwork } from '../../../../../scripts/models/networks/mobile-network.ts';
import { timmArchitecture } from '../../../../../scripts/models/networks/timm.ts';
import { TorchvisionSource } from '../../../../../scripts/models/networks/torchvision.ts';
import { pixelsOf } from '../../../../../scripts/models/onnx/runtime.ts';
import { mobilenetV3SmallOf } from '../../../../../scripts/models/source-model.ts';
import { decodeSafetensors } from '../../../../../scripts/models/weights/safetensors.ts';
import { Checkpoint, Outline, type TensorSource } from '../../../../../scripts/models/weights/tensor-source.ts';
import type { Tensor, Tensors } from '../../../../../scripts/models/weights/tensor.ts';
import { WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { channelsFirst, indexOfLargest, largestDifference } from '../comparison.ts';
import { entryOf, type Model, open, readFiles } from '../onnx/onnxruntime.ts';
import { EFFICIENTNET, QVAC } from '../pictures.ts';
import { startTensorFlow } from '../tensorflow/tensorflow.ts';
import { MobileNetV3Reference } from './mobilenetv3-reference.ts';

const WEIGHTS = join(WORKSPACE.models, 'weights/mobilenetv3_small.imagenet-distilled.fp16.safetensors');
const entry = entryOf('mobilenetv3_small_distilled');
let model: Model;

beforeAll(async () => {
  await startTensorFlow();
  model = await open(await readFiles(entry));
}, 60_000);

async function pixels(path: string): Promise<Float32Array> {
  return pixelsOf(new Uint8Array(await readFile(path)), entry.input);
}

/** The same weights under torchvision's names, which the reference reads: both sets of names are asked for in one order. */
function underTorchvisionNames(weights: Tensors): Map<string, Tensor> {
  const architecture = mobilenetV3SmallOf(0.001);
  const names = (wrap: (outline: Outline) => TensorSource): string[] => {
    const outline = new Outline();
    buildMobileNetwork(architecture, wrap(outline), { name: 'pixels', shape: [1, 3, 224, 224] });
    return [...outline.shapes.keys()];
  };
  const torchvision = names((outline) => new TorchvisionSource(outline, architecture));
  const renamed = new Map<string, Tensor>();
  for (const [index, name] of names((outline) => outline).entries()) {
    const tensor = weights.get(name);
    if (tensor) renamed.set(torchvision[index] ?? '', tensor);
  }
  return renamed;
}

test('mobilenetv3_small_distilled answers as an implementation with unfolded BatchNorm', async () => {
  const weights = decodeSafetensors(new Uint8Array(await readFile(WEIGHTS)), WEIGHTS);
  const tensors = underTorchvisionNames(weights);
  const names = { hidden: 'classifier.0', classifier: 'classifier.3' };
  const head = timmArchitecture('mobilenetv3_small_100').head(new Checkpoint(weights, 'the weights'), 1000);
  for (const [name, tensor] of head) {
    tensors.set(
      name.replace(/^\w+/, (layer) => names[layer as keyof typeof names]),
      tensor,
    );
  }
  const reference = new MobileNetV3Reference({ metadata: new Map(), tensors });
  const input = await pixels(join(EFFICIENTNET, 'panda.jpg'));
  const { logits, features } = await model(input);
  const expected = reference.run(transpose(tensor4d(input, [1, 3, 224, 224]), [0, 2, 3, 1]));
  expect(largestDifference(logits, await expected.logits.data())).toBeLessThan(1e-3);
  const last = channelsFirst(Float32Array.from(await expected.features.data()), 576);
  expect(largestDifference(features, last)).toBeLessThan(1e-3);
});

describe('mobilenetv3_small_distilled knows pictures that it was not trained on', () => {
  test.each([
    [EFFICIENTNET, 'panda.jpg', [388]],
    [EFFICIENTNET, 'car.jpg', [817, 511]],
    [QVAC, 'test/images/meal_1.jpg', [923]],
    [QVAC, 'test/images/meal_2.jpg', [923]],
    // A printed page: a web site or a menu.
    [QVAC, 'test/images/report_1.jpg', [916, 922]],
  ])('%s/%s', async (folder, file, right) => {
    const { logits } = await model(await pixels(join(folder, file)));
    expect(right).toContain(indexOfLargest(logits));
  });
});
