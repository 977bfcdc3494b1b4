import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { attachHead } from '../../../../../scripts/models/networks/head.ts';
import { encodeOnnx } from '../../../../../scripts/models/onnx/onnx.ts';
import { encodeSafetensors, readExtents } from '../../../../../scripts/models/weights/safetensors.ts';
import type { Tensor, Tensors } from '../../../../../scripts/models/weights/tensor.ts';
import { largestDifference } from '../comparison.ts';
import { backboneOf, decodeOnnx } from '../onnx/onnx-reader.ts';
import { entryOf, open, readFiles } from '../onnx/onnxruntime.ts';
import { EFFICIENTNET, normalise, readPicture } from '../pictures.ts';

const CLASSES = 5;

describe.each(['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'])(
  'another head on the backbone of %s',
  (name) => {
    const entry = entryOf(name);
    const [, width, height, columns] = entry.outputs.features;

    test('a linear head computes what it says', async () => {
      const head = linearHead(CLASSES, width);
      const files = await readFiles(entry);
      const [path, weights] = [...files.weights].find(([path]) => path.includes('backbone')) ?? [];
      if (path === undefined || !weights) throw new Error('the model has no backbone file');
      const backbone = backboneOf(decodeOnnx(files.graph, `${name}.onnx`));
      const headFile = encodeSafetensors(head);
      const graph = encodeOnnx(attachHead(backbone, head, CLASSES), [
        { path, extents: readExtents(weights, path) },
        { path: 'five.safetensors', extents: readExtents(headFile, 'five.safetensors') },
      ]);
      const model = await open({
        graph,
        weights: new Map([
          [path, weights],
          ['five.safetensors', headFile],
        ]),
      });
      const original = await open(files);

      const pixels = normalise(await readPicture(join(EFFICIENTNET, 'panda.jpg')), entry.input);
      const { logits, features } = await model(pixels);
      const expected = await original(pixels);
      expect(largestDifference(features, expected.features)).toBe(0);
      expect(largestDifference(logits, dense(pool(features, height * columns), head))).toBeLessThan(1e-4);
    });

    test('a head of the wrong width, count or shape is refused', async () => {
      const backbone = backboneOf(decodeOnnx((await readFiles(entry)).graph, `${name}.onnx`));
      expect(() => attachHead(backbone, linearHead(CLASSES, 512), CLASSES)).toThrow(
        `the head's "classifier.weight" is [5,512]; its input has ${width} values`,
      );
      expect(() => attachHead(backbone, linearHead(CLASSES, width), 6)).toThrow(
        'the head has 5 classes, but there are 6 labels',
      );
      expect(() => attachHead(backbone, new Map(), CLASSES)).toThrow('the head has no tensor "classifier.weight"');
      const short = new Map([...linearHead(CLASSES, width), ['classifier.bias', random([4], 1)] as const]);
      expect(() => attachHead(backbone, short, CLASSES)).toThrow('"classifier.bias" is [4]; its weight has 5 rows');
      const hidden = new Map([...linearHead(CLASSES, 64), ['hidden.weight', random([64, width], 1)] as const]);
      expect(() => attachHead(backbone, hidden, CLASSES)).toThrow('the head has no tensor "hidden.bias"');
    });

    test('a weight that the files lack, or have in another shape, is refused', async () => {
      const { graph, weights } = await readFiles(entry);
      const whole = decodeOnnx(graph, `${name}.onnx`);
      const extents = [...weights].map(([path, content]) => ({ path, extents: readExtents(content, path) }));
      const [backbone] = extents.filter(({ path }) => path.includes('backbone'));
      if (!backbone) throw new Error('the model has no backbone file');
      expect(() => encodeOnnx(whole, [backbone])).toThrow(/weight ".*" is missing from .*\.backbone\.safetensors/);
      const reshaped = new Map([...whole.weights, ['classifier.bias', [7]] as const]);
      expect(() => encodeOnnx({ ...whole, weights: reshaped }, extents)).toThrow(
        `weight "classifier.bias" is [${entry.classes.count}] in ${name}.head.safetensors; the graph needs [7]`,
      );
    });

    test('a graph survives writing and reading', async () => {
      const { graph, weights } = await readFiles(entry);
      const extents = [...weights].map(([path, content]) => ({ path, extents: readExtents(content, path) }));
      expect(Buffer.from(encodeOnnx(decodeOnnx(graph, 'it'), extents)).equals(graph)).toBe(true);
      expect(() => decodeOnnx(graph.subarray(0, graph.length - 7), 'it')).toThrow('it is not an ONNX file');
    });
  },
);

function linearHead(classes: number, width: number): Tensors {
  return new Map([
    ['classifier.weight', random([classes, width], 1)],
    ['classifier.bias', random([classes], 2)],
  ]);
}

/** Numbers in [-0.5, 0.5) from a small generator, the same in every run. */
function random(shape: number[], seed: number): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return { shape, data: Float32Array.from({ length }, next) };
}

function pool(features: Float32Array, positions: number): number[] {
  return Array.from({ length: features.length / positions }, (_, channel) => {
    const values = features.subarray(channel * positions, (channel + 1) * positions);
    return values.reduce((sum, value) => sum + value, 0) / positions;
  });
}

function dense(input: number[], head: Tensors): number[] {
  const weight = head.get('classifier.weight')?.data ?? new Float32Array();
  const bias = head.get('classifier.bias')?.data ?? new Float32Array();
  return [...bias].map((offset, row) =>
    input.reduce((sum, value, column) => sum + value * (weight[row * input.length + column] ?? NaN), offset),
  );
}
