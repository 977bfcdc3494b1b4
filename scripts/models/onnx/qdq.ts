import { Failure } from '../../kit/failure.ts';
import { type StoredTensor, type StoredTensors, type Tensor, tensorOf } from '../weights/tensor.ts';
import type { Graph, GraphNode, Network } from './graph.ts';
import { gridOf, type Range, roundBias, roundWeights, SEVEN_BITS } from './rounding.ts';

/** How one layer is quantised. */
export interface LayerScheme {
  /**
   * Ranges of its input and, for onnxruntime's `QLinearConv`, of its output; without them only the weights are quantised,
   * and it computes in fp32.
   */
  readonly activations?: { readonly input: Range; readonly output?: Range };
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
 * `DequantizeLinear` a row; where a layer's activations are quantised, too, weights have seven bits, and `QuantizeLinear`
 * and `DequantizeLinear` stand before it. Where its output has a range, they stand behind it, too, and its bias becomes
 * int32. The scales of `x.weight` are called `x.weight.scale`.
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
  { activations, bias: shift }: LayerScheme,
  tensors: Network['tensors'],
  stored: Map<string, StoredTensor>,
): GraphNode[] {
  const [input = '', weight = '', bias = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const rounded = roundWeights(tensorOf(tensors, weight, 'the network'), activations && SEVEN_BITS);
  const shifted = shift === undefined ? tensorOf(tensors, bias, 'the network') : added(tensors, bias, shift);
  stored.set(weight, rounded.values).set(scaleOf(weight), rounded.scales).set(bias, shifted);
  const widenWeight = widen(weight);
  if (activations === undefined) return [widenWeight, { ...node, inputs: [input, ...widenWeight.outputs, bias] }];

  const before = throughGrid(`${node.name}.input`, input, activations.input, stored);
  if (activations.output === undefined) {
    return [...before.nodes, widenWeight, { ...node, inputs: [before.output, ...widenWeight.outputs, bias] }];
  }
  const roundedBias = roundBias(shifted, gridOf(activations.input).scale, rounded.scales);
  stored.set(bias, roundedBias.values).set(scaleOf(bias), roundedBias.scales);
  const raw = `${node.name}.raw`;
  const after = throughGrid(`${node.name}.output`, raw, activations.output, stored);
  const widenBias = widen(bias);
  const last = after.nodes.map((it) => (it.outputs[0] === after.output ? { ...it, outputs: [output] } : it));
  const inputs = [before.output, ...widenWeight.outputs, ...widenBias.outputs];
  return [...before.nodes, widenWeight, widenBias, { ...node, inputs, outputs: [raw] }, ...last];
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

/** Zero point of all weights: they are symmetric. */
const WEIGHT_ZERO = 'weight.zero_point';

/**
 * Puts one `QLinearConv`, which computes in whole numbers, in the place of each convolution between `DequantizeLinear`
 * and `QuantizeLinear`, as onnxruntime would when it opens a graph. What such a convolution reads is uint8, its weights
 * are int8.
 */
export function fuseQdq({ graph, tensors }: QuantisedNetwork): QuantisedNetwork {
  const producers = new Map(graph.nodes.map((node) => [node.outputs[0] ?? '', node]));
  const readers = Map.groupBy(
    graph.nodes.flatMap((node) => node.inputs.map((input) => ({ input, node }))),
    ({ input }) => input,
  );
  const fused = new Map<GraphNode, GraphNode>();
  const gone = new Set<GraphNode>();
  for (const node of graph.nodes) {
    if (node.op !== 'Conv') continue;
    const parts = node.inputs.map((input) => producers.get(input));
    const [behind, ...others] = readers.get(node.outputs[0] ?? '') ?? [];
    if (behind?.node.op !== 'QuantizeLinear' || others.length > 0) continue;
    const [data, weight, bias] = parts;
    if (!isWidening(data) || !isWidening(weight) || !isWidening(bias)) continue;
    const [weightValues = '', weightScales = ''] = weight.inputs;
    const [, ...outputGrid] = behind.node.inputs;
    fused.set(behind.node, {
      ...node,
      op: 'QLinearConv',
      inputs: [...data.inputs, weightValues, weightScales, WEIGHT_ZERO, ...outputGrid, bias.inputs[0] ?? ''],
      outputs: behind.node.outputs,
    });
    for (const part of [node, data, weight, bias]) gone.add(part);
  }
  const nodes = graph.nodes.filter((node) => !gone.has(node)).map((node) => fused.get(node) ?? node);
  const stored =
    fused.size === 0 ? tensors : new Map([...tensors, [WEIGHT_ZERO, { shape: [], data: Int8Array.of(0) }]]);
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const weights = new Map([...stored].filter(([name]) => read.has(name)).map(([name, { shape }]) => [name, shape]));
  return { graph: { ...graph, nodes, weights }, tensors: stored };
}

function isWidening(node: GraphNode | undefined): node is GraphNode {
  return node?.op === 'DequantizeLinear';
}
