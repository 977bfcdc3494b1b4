import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { costOf } from '../../../../../scripts/models/onnx/cost.ts';
import type { Graph, GraphNode } from '../../../../../scripts/models/onnx/graph.ts';
import { optimise } from '../../../../../scripts/models/onnx/optimise.ts';
import { pixelsOf } from '../../../../../scripts/models/onnx/runtime.ts';
import { largestDifference } from '../comparison.ts';
import { decodeOnnx } from './onnx-reader.ts';
import { entryOf, open, readFiles } from './onnxruntime.ts';
import { EFFICIENTNET } from '../pictures.ts';

function countOps({ nodes }: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

/** Nodes by operator after `ORT_ENABLE_EXTENDED`, as Python's onnxruntime wrote its optimised models. */
const ONNXRUNTIME_OWN: Record<string, Record<string, number>> = {
  efficientnet_b0: {
    Conv: 65,
    QuickGelu: 49,
    GlobalAveragePool: 17,
    FusedConv: 16,
    Mul: 16,
    Add: 9,
    Flatten: 1,
    Gemm: 1,
  },
  mobilenetv3_small_distilled: {
    Conv: 29,
    HardSigmoid: 19,
    Mul: 28,
    FusedConv: 23,
    GlobalAveragePool: 10,
    Add: 6,
    Flatten: 1,
    Gemm: 2,
  },
};

describe.each(Object.keys(ONNXRUNTIME_OWN))('the optimised %s', (name) => {
  test("has the operators that onnxruntime's own optimiser leaves", async () => {
    const { graph } = await readFiles(entryOf(name));
    const before = decodeOnnx(graph, name);
    const after = optimise(before);
    expect(countOps(after)).toEqual(ONNXRUNTIME_OWN[name]);
    expect(costOf(after).macs).toBe(costOf(before).macs);
  });

  test('answers as the standard graph does', async () => {
    const files = await readFiles(entryOf(name));
    const standard = await open(files);
    const optimised = await open({ graph: files.optimised, weights: files.weights }, 'disabled');
    const picture = new Uint8Array(await readFile(join(EFFICIENTNET, 'panda.jpg')));
    const pixels = await pixelsOf(picture, entryOf(name).input);
    const [expected, got] = [await standard(pixels), await optimised(pixels)];
    expect(largestDifference(got.logits, expected.logits)).toBeLessThan(1e-4);
    expect(largestDifference(got.features, expected.features)).toBeLessThan(1e-4);
    expect(got.dims).toEqual(expected.dims);
  });
});

describe('optimise leaves alone', () => {
  const node = (name: string, op: string, inputs: string[]): GraphNode => ({
    name,
    op,
    inputs,
    outputs: [name],
    attributes: op === 'Conv' ? { pads: [0, 0, 0, 0], strides: [1, 1] } : {},
  });
  const graphOf = (nodes: GraphNode[], outputs: string[]): Graph => ({
    name: 'test',
    input: { name: 'x', shape: [1, 1, 1, 1] },
    nodes,
    outputs,
    weights: new Map([['w', [1, 1, 1, 1]]]),
  });

  test('a convolution that something else reads, too', () => {
    const shared = graphOf(
      [node('conv', 'Conv', ['x', 'w']), node('relu', 'Relu', ['conv']), node('sum', 'Add', ['relu', 'conv'])],
      ['sum'],
    );
    expect(countOps(optimise(shared))).toEqual({ Conv: 1, Relu: 1, Add: 1 });
    const output = graphOf([node('conv', 'Conv', ['x', 'w']), node('relu', 'Relu', ['conv'])], ['relu', 'conv']);
    expect(countOps(optimise(output))).toEqual({ Conv: 1, Relu: 1 });
  });

  test('a sigmoid of something else, or that something else reads', () => {
    const gate = graphOf(
      [node('a', 'Relu', ['x']), node('gate', 'Sigmoid', ['a']), node('out', 'Mul', ['gate', 'x'])],
      ['out'],
    );
    expect(countOps(optimise(gate))).toEqual({ Relu: 1, Sigmoid: 1, Mul: 1 });
    const twice = graphOf(
      [node('gate', 'Sigmoid', ['x']), node('silu', 'Mul', ['gate', 'x']), node('out', 'Add', ['silu', 'gate'])],
      ['out'],
    );
    expect(countOps(optimise(twice))).toEqual({ Sigmoid: 1, Mul: 1, Add: 1 });
  });
});
