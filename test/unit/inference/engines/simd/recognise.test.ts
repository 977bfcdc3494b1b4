import { describe, expect, it } from 'vitest';

import { Failure } from '../../../../../scripts/kit/failure.ts';
import { costOf } from '../../../../../scripts/models/onnx/cost.ts';
import type { Graph, GraphNode } from '../../../../../scripts/models/onnx/graph.ts';
import { attachHead } from '../../../../../scripts/models/networks/head.ts';
import { recognise } from '../../../../../scripts/models/plan/recognise.ts';
import { compilePlan } from '../../../../../scripts/models/plan/plan.ts';
import { timmArchitecture } from '../../../../../scripts/models/networks/timm.ts';
import { Outline } from '../../../../../scripts/models/weights/tensor-source.ts';

/** A graph of some nodes between the picture and its only output. */
function graphOf(nodes: readonly GraphNode[], weights: Readonly<Record<string, readonly number[]>>): Graph {
  return {
    name: 'test',
    input: { name: 'pixels', shape: [1, 3, 8, 8] },
    nodes,
    outputs: ['features'],
    weights: new Map(Object.entries(weights)),
  };
}

function convolution(
  name: string,
  inputs: readonly string[],
  attributes: GraphNode['attributes'],
  outputs = [name],
): GraphNode {
  return {
    name,
    op: 'Conv',
    inputs,
    outputs,
    attributes: { group: 1, strides: [1, 1], pads: [0, 0, 0, 0], ...attributes },
  };
}

const STEM = convolution('stem', ['pixels', 'w', 'b'], {});
const STEM_WEIGHTS = { w: [8, 3, 1, 1], b: [8] };

function recogniseAll(graph: Graph): ReturnType<typeof recognise> {
  return recognise(graph, costOf(graph).shapes);
}

describe('an operator without a kernel is named', () => {
  const unary = (op: string): GraphNode => ({
    name: 'odd',
    op,
    inputs: ['stem'],
    outputs: ['features'],
    attributes: {},
  });

  it.each(['Sigmoid', 'Erf', 'Gelu'])('operator %s', (op) => {
    // The second reader of the stem keeps an activation from becoming part of it.
    const nodes = [STEM, unary(op), { ...unary('Relu'), name: 'other', outputs: ['other'] }];
    expect(() => recogniseAll(graphOf(nodes, STEM_WEIGHTS))).toThrow(
      new Failure(`node "odd": there is no SIMD kernel for operator ${op} at this place`),
    );
  });

  it.each([
    ['a depthwise kernel of 7x7', { group: 8, pads: [3, 3, 3, 3] }, [8, 1, 7, 7]],
    ['a kernel of 3x3', { pads: [1, 1, 1, 1] }, [8, 8, 3, 3]],
    ['4 groups', { group: 4 }, [8, 2, 1, 1]],
    ['stride 2', { strides: [2, 2] }, [8, 8, 1, 1]],
    ['dilations', { group: 8, dilations: [2, 2], pads: [2, 2, 2, 2] }, [8, 1, 3, 3]],
  ] as const)('%s', (what, attributes, shape) => {
    const odd = convolution('odd', ['stem', 'v', 'b'], attributes, ['features']);
    expect(() => recogniseAll(graphOf([STEM, odd], { ...STEM_WEIGHTS, v: shape }))).toThrow(
      new RegExp(`node "odd".*operator Conv.*${what}`),
    );
  });

  it.each([
    ['resnet50', 'MaxPool'],
    ['convnext_atto', 'Transpose'],
  ])('in %s', (name, operator) => {
    const source = new Outline();
    const backbone = timmArchitecture(name).backbone(source, { name: 'pixels', shape: [1, 3, 64, 64] });
    const head = timmArchitecture(name).head(source, 10);
    const graph = attachHead(backbone.graph, head, 10);
    expect(() => compilePlan(name, { graph, tensors: backbone.tensors })).toThrow(
      new RegExp(`node ".+".*no SIMD kernel for operator ${operator}`),
    );
  });

  it('hard-sigmoid of another slope', () => {
    const node = { ...unary('HardSigmoid'), attributes: { alpha: { float: 0.2 } } };
    expect(() => recogniseAll(graphOf([STEM, node], STEM_WEIGHTS))).toThrow(/node "odd".*HardSigmoid/);
  });
});

describe('operators that belong together become one layer', () => {
  it('in every block of MobileNetV3 and EfficientNet', () => {
    for (const [name, layers] of [
      // stem, 11 blocks of 3 (the first without expansion), 9 times squeeze-and-excitation, top, pool, two dense layers
      ['mobilenetv3_small_100', 1 + 11 * 3 - 1 + 9 * 2 + 1 + 1 + 2],
      ['mobilenetv3_large_100', 1 + 15 * 3 - 1 + 8 * 2 + 1 + 1 + 2],
      ['efficientnet_b0', 1 + 16 * 3 - 1 + 16 * 2 + 1 + 1 + 1],
      ['efficientnet_lite0', 1 + 16 * 3 - 1 + 1 + 1 + 1],
      ['efficientnet_b3', 1 + 26 * 3 - 2 + 26 * 2 + 1 + 1 + 1],
    ] as const) {
      const source = new Outline();
      const backbone = timmArchitecture(name).backbone(source, { name: 'pixels', shape: [1, 3, 224, 224] });
      const graph = attachHead(backbone.graph, timmArchitecture(name).head(source, 1000), 1000);
      expect([name, recogniseAll(graph).length]).toEqual([name, layers]);
    }
  });
});
