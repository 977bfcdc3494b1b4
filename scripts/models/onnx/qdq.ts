import { Failure } from '../../kit/failure.ts';
import { sizeOf, type StoredTensor, type StoredTensors, type Tensor, tensorOf } from '../weights/tensor.ts';
import type { Cost } from './cost.ts';
import type { Graph, GraphNode, Network } from './graph.ts';
import { type ActivationGrid, roundFor } from './rounding.ts';

/** How one layer is quantised. */
export interface LayerScheme {
  /** What its input is rounded to; without it only the weights are quantised, and it computes in fp32. */
  readonly input?: ActivationGrid;
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
 * `DequantizeLinear` stand before it. The former divides each channel by its scale; the latter leaves it so, because the
 * weights of the channel have been multiplied by it. What a layer writes is fp32. The scales of `x.weight` are called
 * `x.weight.scale`.
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

/**
 * Whether the SIMD engine computes a layer faster in whole numbers: 1x1 convolutions. Those of a single position are all
 * weights, which are read no faster, and of depthwise ones half of the time would go into reordering pixels
 * (docs/simd-engine.md).
 */
export function paysInIntegers({ op, inputs, outputs, attributes }: GraphNode, shapes: Cost['shapes']): boolean {
  const kernel = shapes.get(inputs[1] ?? '')?.slice(2) ?? [];
  const positions = sizeOf(shapes.get(outputs[0] ?? '')?.slice(2) ?? []);
  const isPointwise = sizeOf(kernel) === 1 && attributes['group'] === 1;
  return op === 'Conv' && isPointwise && positions > 1;
}

function quantiseLayer(
  node: GraphNode,
  { input: grid, bias: shift }: LayerScheme,
  tensors: Network['tensors'],
  stored: Map<string, StoredTensor>,
): GraphNode[] {
  const [input = '', weight = '', bias = ''] = node.inputs;
  const exact = tensorOf(tensors, weight, 'the network');
  if (grid && grid.scales.length !== exact.shape[1]) {
    throw new Failure(`"${node.name}" reads ${exact.shape[1]} channels, and its grid has ${grid.scales.length}`);
  }
  const rounded = roundFor(exact, grid);
  stored.set(weight, rounded.values).set(scaleOf(weight), rounded.scales);
  if (shift !== undefined) stored.set(bias, added(tensors, bias, shift));
  const widenWeight = widen(weight);
  if (grid === undefined) return [widenWeight, { ...node, inputs: [input, ...widenWeight.outputs, bias] }];
  const before = throughGrid(`${node.name}.input`, input, grid, stored);
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

/** An activation to uint8 and, but for the scales, back. */
function throughGrid(
  name: string,
  input: string,
  { scales, zeroPoints }: ActivationGrid,
  stored: Map<string, StoredTensor>,
): { nodes: GraphNode[]; output: string } {
  const [scale, one, zeroPoint] = [`${name}.scale`, `${name}.one`, `${name}.zero_point`];
  const shape = [scales.length];
  stored.set(scale, { shape, data: Float32Array.from(scales) });
  stored.set(one, { shape, data: new Float32Array(scales.length).fill(1) });
  stored.set(zeroPoint, { shape, data: Uint8Array.from(zeroPoints) });
  const step = (op: string, inputs: string[], to: string): GraphNode => {
    return { name: to, op, inputs, outputs: [to], attributes: { axis: 1 } };
  };
  const [quantised, output] = [`${name}.quantised`, `${name}.dequantised`];
  const nodes = [
    step('QuantizeLinear', [input, scale, zeroPoint], quantised),
    step('DequantizeLinear', [quantised, one, zeroPoint], output),
  ];
  return { nodes, output };
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
