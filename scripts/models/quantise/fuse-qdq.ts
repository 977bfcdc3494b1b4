import type { GraphNode } from '../onnx/graph.ts';
import type { QuantisedNetwork } from './insert-qdq.ts';

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
