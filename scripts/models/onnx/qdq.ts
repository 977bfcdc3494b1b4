import { Failure } from '../../kit/failure.ts';
import { type StoredTensor, type StoredTensors, type Tensor, tensorOf } from '../weights/tensor.ts';
import type { Graph, GraphNode, Network } from './graph.ts';
import { gridOf, type Range, roundWeights, SEVEN_BITS } from './rounding.ts';

/** How one layer is quantised. */
export interface LayerScheme {
  /** Range of its input; without it only the weights are quantised, and it computes in fp32. */
  readonly input?: Range;
  /** Added to its bias, one number per output channel, to keep the mean of its output. */
  readonly bias?: readonly number[];
}

/** The quantised layers, by the name of their node. */
export type Scheme = ReadonlyMap<string, LayerScheme>;

/** A network some of whose weights are whole numbers. */
export interface QuantisedNetwork {
  readonly graph: Graph;
  readonly tensors: StoredTensors;
}

/**
 * Quantises layers of a network in standard ONNX (QDQ): weights become int8 and are widened again by a
 * `DequantizeLinear` a row; where a layer's input is quantised, too, weights have seven bits, and `QuantizeLinear` and
 * `DequantizeLinear` stand before it. What it writes is fp32. The scales of `x.weight` are called `x.weight.scale`.
 *
 * @throws Failure when the scheme names a layer that the network does not have
 */
export function insertQdq({ graph, tensors }: Network, scheme: Scheme): QuantisedNetwork {
  const layers = new Set(graph.nodes.filter(hasWeights).map(({ name }) => name));
  const unknown = [...scheme.keys()].find((name) => !layers.has(name));
  if (unknown !== undefined)
    throw new Failure(`the network has no layer "${unknown}" whose weights could be quantised`);

  const stored = new Map<string, StoredTensor>(tensors);
  const nodes = graph.nodes.flatMap((node) => {
    const layer = scheme.get(node.name);
    return layer === undefined ? [node] : quantiseLayer(node, layer, tensors, stored);
  });
  const weights = new Map([...stored].map(([name, { shape }]) => [name, shape]));
  return { graph: { ...graph, nodes, weights }, tensors: stored };
}

/** Whether a node is a layer that can be quantised: a convolution or a dense one. */
export function hasWeights({ op }: GraphNode): boolean {
  return op === 'Conv' || op === 'Gemm';
}

function quantiseLayer(
  node: GraphNode,
  { input: range, bias: shift }: LayerScheme,
  tensors: Network['tensors'],
  stored: Map<string, StoredTensor>,
): GraphNode[] {
  const [input = '', weight = '', bias = ''] = node.inputs;
  const rounded = roundWeights(tensorOf(tensors, weight, 'the network'), range && SEVEN_BITS);
  stored.set(weight, rounded.values).set(scaleOf(weight), rounded.scales);
  if (shift !== undefined) stored.set(bias, added(tensors, bias, shift));
  const widenWeight = widen(weight);
  if (range === undefined) return [widenWeight, { ...node, inputs: [input, ...widenWeight.outputs, bias] }];
  const before = throughGrid(`${node.name}.input`, input, range, stored);
  return [...before.nodes, widenWeight, { ...node, inputs: [before.output, ...widenWeight.outputs, bias] }];
}

/** Whole numbers and their scales, one a row, to fp32. */
function widen(tensor: string): GraphNode {
  return {
    name: `${tensor}.widened`,
    op: 'DequantizeLinear',
    inputs: [tensor, scaleOf(tensor)],
    outputs: [`${tensor}.widened`],
    attributes: { axis: 0 },
  };
}

/** An activation to uint8 and back. */
function throughGrid(
  name: string,
  input: string,
  range: Range,
  stored: Map<string, StoredTensor>,
): { nodes: GraphNode[]; output: string } {
  const { scale, zeroPoint } = gridOf(range);
  const parts = [`${name}.scale`, `${name}.zero_point`];
  const [scaleName = '', zeroPointName = ''] = parts;
  stored.set(scaleName, { shape: [], data: Float32Array.of(scale) });
  stored.set(zeroPointName, { shape: [], data: Uint8Array.of(zeroPoint) });
  const step = (op: string, from: string, to: string): GraphNode => {
    return { name: to, op, inputs: [from, ...parts], outputs: [to], attributes: {} };
  };
  const [quantised, output] = [`${name}.quantised`, `${name}.dequantised`];
  return { nodes: [step('QuantizeLinear', input, quantised), step('DequantizeLinear', quantised, output)], output };
}

function added(tensors: Network['tensors'], name: string, shift: readonly number[]): Tensor {
  const { shape, data } = tensorOf(tensors, name, 'the network');
  if (shift.length !== data.length) {
    throw new Failure(`"${name}" has ${data.length} values, and its correction ${shift.length}`);
  }
  return { shape, data: data.map((value, channel) => value + (shift[channel] ?? NaN)) };
}

function scaleOf(tensor: string): string {
  return `${tensor}.scale`;
}
