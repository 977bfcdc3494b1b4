import type { Graph, GraphNode } from './graph.ts';

/**
 * Replaces the five nodes that x * (1 + erf(x / sqrt 2)) / 2 takes in opset 17 by one `Gelu` of onnxruntime.
 *
 * @param readers how often each value is read
 */
export function fuseGelu(graph: Graph, readers: ReadonlyMap<string, number>): Graph {
  const producers = new Map(graph.nodes.map((node) => [node.outputs[0] ?? '', node]));
  const gone = new Set<GraphNode>();
  const nodes = graph.nodes.map((node) => {
    const found = match(node, producers);
    if (found?.inner.every(({ outputs: [output = ''] }) => readers.get(output) === 1) !== true) return node;
    for (const inner of found.inner) gone.add(inner);
    return { ...node, op: 'Gelu', inputs: [found.input], attributes: {} };
  });
  return { ...graph, nodes: nodes.filter((node) => !gone.has(node)) };
}

interface Match {
  readonly input: string;
  /** Its nodes without the last one. */
  readonly inner: readonly GraphNode[];
}

function match(last: GraphNode, producers: ReadonlyMap<string, GraphNode>): Match | undefined {
  /** The node behind an input, when it is of this kind. */
  const behind = (node: GraphNode | undefined, input: number, op: string): GraphNode | undefined => {
    const found = producers.get(node?.inputs[input] ?? '');
    return found?.op === op ? found : undefined;
  };
  const isNumber = (node: GraphNode | undefined, input: number, value: number): boolean => {
    const attribute = behind(node, input, 'Constant')?.attributes['value_float'];
    return typeof attribute === 'object' && 'float' in attribute && attribute.float === value;
  };
  const product = last.op === 'Mul' ? behind(last, 0, 'Mul') : undefined;
  const shifted = behind(product, 1, 'Add');
  const erf = behind(shifted, 0, 'Erf');
  const scaled = behind(erf, 0, 'Mul');
  const input = product?.inputs[0];
  if (!product || !shifted || !erf || !scaled || input === undefined || scaled.inputs[0] !== input) return undefined;
  if (!isNumber(last, 1, 0.5) || !isNumber(shifted, 1, 1) || !isNumber(scaled, 1, Math.SQRT1_2)) return undefined;
  return { input, inner: [product, shifted, erf, scaled] };
}
