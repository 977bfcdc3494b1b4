import { Failure } from '../../kit/failure.ts';
import type { Graph, GraphNode, Network } from '../onnx/graph.ts';
import { hasWeights, type QuantisedNetwork } from '../onnx/qdq.ts';
import type { ActivationGrid } from '../onnx/rounding.ts';
import type { StoredTensor, Tensor } from '../weights/tensor.ts';

/** Weights in int8: each is its whole number times the scale of its row. */
export interface RoundedTensor {
  readonly shape: readonly number[];
  readonly values: Int8Array;
  /** One an output channel. */
  readonly scales: Float32Array;
}

/** A network without `QuantizeLinear` and `DequantizeLinear`, and beside it what they said. */
interface PlainNetwork extends Network {
  /** The weights that are whole numbers, by the name that layers call them. */
  readonly rounded: ReadonlyMap<string, RoundedTensor>;
  /** What the input of a layer is rounded to, by the name of the layer's node. */
  readonly grids: ReadonlyMap<string, ActivationGrid>;
}

/**
 * Takes a quantised network apart: layers read and write fp32 again, their weights and the grids of their inputs are
 * listed beside the graph. A network without whole numbers stays as it is.
 *
 * @throws Failure that names the node when whole numbers are anywhere but in the weights and inputs of layers
 */
export function plainNetwork({ graph, tensors }: QuantisedNetwork): PlainNetwork {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const floats = new Map([...tensors].filter(isFloat));
  const rounded = new Map<string, RoundedTensor>();
  const gridOfValue = new Map<string, ActivationGrid>();
  /** What a widened value is called before it is rounded. */
  const names = new Map<string, string>();
  for (const node of graph.nodes.filter(({ op }) => op === 'DequantizeLinear')) {
    const [input = '', scale = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const stored = tensors.get(input);
    if (stored?.data instanceof Int8Array) {
      const scales = floats.get(scale)?.data;
      if (!scales || scales.length !== stored.shape[0]) throw refusal(node, 'has not one scale an output channel');
      rounded.set(input, { shape: stored.shape, values: stored.data, scales });
      names.set(output, input);
      continue;
    }
    const before = producers.get(input);
    if (before?.op !== 'QuantizeLinear') throw refusal(node, 'widens what is neither a weight nor rounded before');
    if (!floats.get(scale)?.data.every((step) => step === 1)) throw refusal(node, 'widens with other steps than one');
    gridOfValue.set(output, gridFrom(before, tensors));
    names.set(output, before.inputs[0] ?? '');
  }

  const grids = new Map<string, ActivationGrid>();
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    if (node.op === 'QuantizeLinear' || node.op === 'DequantizeLinear') continue;
    const grid = gridOfValue.get(node.inputs[0] ?? '');
    if (grid && !hasWeights(node)) throw refusal(node, 'reads whole numbers, and has no weights');
    if (grid) grids.set(node.name, grid);
    nodes.push({ ...node, inputs: node.inputs.map((input) => names.get(input) ?? input) });
  }
  return { graph: { ...graph, nodes, weights: readBy(nodes, graph) }, tensors: floats, rounded, grids };
}

function isFloat(entry: [string, StoredTensor]): entry is [string, Tensor] {
  return entry[1].data instanceof Float32Array;
}

function gridFrom(node: GraphNode, tensors: QuantisedNetwork['tensors']): ActivationGrid {
  const [, scale = '', zeroPoint = ''] = node.inputs;
  const steps = tensors.get(scale)?.data;
  const zeros = tensors.get(zeroPoint)?.data;
  if (!(steps instanceof Float32Array) || !(zeros instanceof Uint8Array) || node.attributes['axis'] !== 1) {
    throw refusal(node, 'does not round to uint8 with one scale a channel');
  }
  return { scales: [...steps], zeroPoints: [...zeros] };
}

function readBy(nodes: readonly GraphNode[], { weights }: Graph): Graph['weights'] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return new Map([...weights].filter(([name]) => read.has(name)));
}

function refusal({ name, op }: GraphNode, why: string): Failure {
  return new Failure(`node "${name}": ${op} ${why}`);
}
