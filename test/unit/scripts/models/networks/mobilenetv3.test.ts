import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { buildMobileNetwork, type MobileArchitecture } from '../../../../../scripts/models/networks/mobile-network.ts';
import { TorchvisionSource } from '../../../../../scripts/models/networks/torchvision.ts';
import { mobilenetV3SmallOf } from '../../../../../scripts/models/source-model.ts';
import { type GgufFile, readGguf } from '../../../../../scripts/models/weights/gguf.ts';
import { Checkpoint } from '../../../../../scripts/models/weights/tensor-source.ts';
import type { Tensors } from '../../../../../scripts/models/weights/tensor.ts';
import { QVAC } from '../pictures.ts';
import { temporaryFolder } from '../temporary.ts';

const WEIGHTS = join(QVAC, 'weights/mobilenetv3_3class_v3_fp16.gguf');
const INPUT = { name: 'pixels', shape: [1, 3, 224, 224] };

const ARCHITECTURE = mobilenetV3SmallOf(0.001);

let file: GgufFile;

function build(tensors: Tensors, architecture: MobileArchitecture = ARCHITECTURE): void {
  buildMobileNetwork(architecture, new TorchvisionSource(new Checkpoint(tensors, 'the file'), architecture), INPUT);
}

beforeAll(async () => {
  file = await readGguf(WEIGHTS);
});

test('fp16 weights are widened and axes are put in order', () => {
  expect(file.tensors.get('features.0.0.weight')?.shape).toEqual([16, 3, 3, 3]);
  expect(file.tensors.get('classifier.3.weight')?.shape).toEqual([3, 1024]);
  expect(file.metadata.get('mobilenet.class_0')).toBe('food');
  const values = [...file.tensors.values()].flatMap(({ data }) => [...data]);
  expect(values.every(Number.isFinite)).toBe(true);
});

test('a missing tensor is named', () => {
  const tensors = new Map(file.tensors);
  tensors.delete('features.4.block.2.fc1.bias');
  expect(() => {
    build(tensors);
  }).toThrow('the file has no tensor "features.4.block.2.fc1.bias"');
});

test('weights of another size are named', () => {
  const wider = { ...ARCHITECTURE, top: { ...ARCHITECTURE.top, channels: 960 } };
  expect(() => {
    build(file.tensors, wider);
  }).toThrow('tensor "features.12.0.weight" is [576,96,1,1], but the architecture needs [960,96,1,1]');
});

test.each([3_000, 20_000, 3_084_000])('a GGUF file that ends after %i bytes is refused', async (bytes) => {
  const path = join(temporaryFolder(), 'short.gguf');
  writeFileSync(path, readFileSync(WEIGHTS).subarray(0, bytes));
  await expect(readGguf(path)).rejects.toThrow(/truncated/);
});

test('a file that is not GGUF is refused', async () => {
  const path = join(temporaryFolder(), 'photo.gguf');
  writeFileSync(path, readFileSync(join(QVAC, 'test/images/meal_1.jpg')));
  await expect(readGguf(path)).rejects.toThrow('is not a GGUF file');
});
