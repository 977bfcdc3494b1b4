import { copyFileSync, cpSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { translateTf } from '../../../../../scripts/models/tensorflow/network.ts';
import { readTfjs, type TfGraph, type TfNode } from '../../../../../scripts/models/tensorflow/graph-model.ts';
import { EFFICIENTNET } from '../pictures.ts';
import { temporaryFolder } from '../temporary.ts';

const FOLDER = join(EFFICIENTNET, 'lib/tfjs/web_model');
const INPUT = { name: 'pixels', size: [3, 224, 224] } as const;
const STEM = 'StatefulPartitionedCall/model/stem_bn/FusedBatchNormV3';
const STEM_WEIGHT = 'StatefulPartitionedCall/model/stem_conv2d/Conv2D_weights';
const DEPTHWISE = 'StatefulPartitionedCall/model/stack_1/block_0/depthwise_conv2d/depthwise';

let graph: TfGraph;

beforeAll(async () => {
  graph = await readTfjs(FOLDER);
});

test('the translation needs no transposition and names layers readably', () => {
  const { backbone, mean, std } = translateTf(graph, 'efficientnet_b0', INPUT);
  const { nodes, weights } = backbone.graph;
  expect(new Set(nodes.map(({ op }) => op))).toEqual(new Set(['Conv', 'Sigmoid', 'Mul', 'GlobalAveragePool', 'Add']));
  expect(nodes.find(({ name }) => name === 'stack_1.block_0.depthwise')).toMatchObject({
    inputs: ['stack_1.block_0.expand_activation', 'stack_1.block_0.depthwise.weight', 'stack_1.block_0.depthwise.bias'],
    // 112 rows at stride 2: one row of padding, and it comes after the picture.
    attributes: { group: 96, kernel_shape: [3, 3], pads: [0, 0, 1, 1], strides: [2, 2] },
  });
  expect(weights.get('stem.weight')).toEqual([32, 3, 3, 3]);
  expect(mean).toEqual([0.485, 0.456, 0.406].map((value) => expect.closeTo(value, 6) as number));
  expect(std).toEqual([0.229, 0.224, 0.225].map((value) => expect.closeTo(value, 6) as number));
});

describe('what the translation does not know, it names', () => {
  const attribute =
    (name: string, value: unknown) =>
    (node: TfNode): TfNode => ({
      ...node,
      attr: { ...node.attr, [name]: value },
    });
  const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });

  test.each<[string, string, (node: TfNode) => TfNode, string]>([
    ['operator', STEM, (node) => ({ ...node, op: 'Relu6' }), `node "${STEM}": operator Relu6 is not handled`],
    ['data format', STEM, attribute('data_format', text('NCHW')), 'data_format = "NCHW" is not handled'],
    ['dilation', STEM, attribute('dilations', { list: { i: ['1', '2', '2', '1'] } }), 'dilations = [1,2,2,1]'],
    ['padding', DEPTHWISE, attribute('padding', text('EXPLICIT')), 'padding = "EXPLICIT" is not handled'],
    ['stride', DEPTHWISE, attribute('strides', { list: { i: ['1', '2', '1', '1'] } }), 'strides = [1,2,1,1]'],
    [
      'fused operator',
      DEPTHWISE,
      attribute('fused_ops', { list: { s: ['Qmlhc0FkZA==', 'UmVsdQ=='] } }),
      `node "${DEPTHWISE}" (FusedDepthwiseConv2dNative): fused_ops = ["BiasAdd","Relu"] is not handled`,
    ],
    ['attribute', STEM, attribute('dilations', { func: {} }), 'dilations = {"func":{}} is not handled'],
    ['second output', STEM, (node) => ({ ...node, input: ['x:1'] }), 'input "x:1" is not handled'],
    [
      'node',
      STEM,
      (node) => ({ ...node, input: [...node.input, 'nowhere'] }),
      'the TensorFlow graph has no node "nowhere"',
    ],
  ])('%s', (_what, name, change, message) => {
    const nodes = graph.nodes.map((node) => (node.name === name ? change(node) : node));
    expect(() => translateTf({ ...graph, nodes }, 'mutated', INPUT)).toThrow(message);
  });

  test('missing weight', () => {
    const weights = new Map(graph.weights);
    weights.delete(STEM_WEIGHT);
    expect(() => translateTf({ ...graph, weights }, 'mutated', INPUT)).toThrow(
      `the TensorFlow graph has no weight "${STEM_WEIGHT}"`,
    );
  });

  test('head', () => {
    const nodes = graph.nodes.map((node) => (node.op === '_FusedMatMul' ? { ...node, op: 'Conv2D' } : node));
    expect(() => translateTf({ ...graph, nodes }, 'mutated', INPUT)).toThrow('Conv2D where a dense layer was expected');
  });
});

describe('files that are not a whole TensorFlow.js model', () => {
  test('a truncated shard', async () => {
    const folder = temporaryFolder();
    for (const file of readdirSync(FOLDER)) copyFileSync(join(FOLDER, file), join(folder, file));
    truncateSync(join(folder, 'group1-shard3of6.bin'), 1000);
    await expect(readTfjs(folder)).rejects.toThrow(
      /should have 21070236 bytes, but the shards have 16876932: .* group1-shard3of6\.bin 1000,/,
    );
  });

  test('a missing shard', async () => {
    const folder = temporaryFolder();
    cpSync(FOLDER, folder, { recursive: true });
    rmSync(join(folder, 'group1-shard4of6.bin'));
    await expect(readTfjs(folder)).rejects.toThrow(
      'the shard group1-shard4of6.bin of the TensorFlow.js model is missing',
    );
  });

  test('quantised weights', async () => {
    const folder = temporaryFolder();
    const weights = [{ name: 'w', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } }];
    const model = {
      format: 'graph-model',
      modelTopology: { node: [{ name: 'w', op: 'Const' }] },
      weightsManifest: [{ paths: [], weights }],
    };
    writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
    await expect(readTfjs(folder)).rejects.toThrow('quantization');
  });

  test('another format', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'model.json'), '{"format":"layers-model"}');
    await expect(readTfjs(folder)).rejects.toThrow('model.json is not a TensorFlow.js graph model');
  });
});
