import { fuseGelu } from './fuse-gelu.ts';
import type { Attribute, Graph, GraphNode } from './graph.ts';

/** Activations that onnxruntime's `FusedConv` computes while its output is still in the cache. */
const FUSED_ACTIVATIONS = new Set(['Relu', 'Sigmoid', 'HardSigmoid', 'Clip']);

/**
 * Rewrites a graph the way onnxruntime would when it opens it, so that it need not: the rewritten one is opened with
 * optimisation switched off, in less than half the time. Convolutions take their activation along (`FusedConv`),
 * x * sigmoid(x) becomes one node (`QuickGelu`), x * (1 + erf(x / sqrt 2)) / 2 another (`Gelu`), and hard-swish, which onnxruntime has no kernel for, becomes what it is
 * defined as. The result computes the same, and only onnxruntime can run it.
 *
 * @see https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
export function optimise(graph: Graph): Graph {
  const expanded = { ...graph, nodes: graph.nodes.flatMap(expandHardSwish) };
  const fused = fuseSilu(expanded);
  return dropUnread(fuseConvolutions(fuseGelu(fused, countReaders(fused)), FUSED_ACTIVATIONS));
}

/** ONNX: HardSwish(x) = x * HardSigmoid(x, alpha 1/6, beta 0.5). */
function expandHardSwish(node: GraphNode): GraphNode[] {
  const [input] = node.inputs;
  if (node.op !== 'HardSwish' || input === undefined) return [node];
  const gate = `${node.name}.gate`;
  return [
    {
      name: gate,
      op: 'HardSigmoid',
      inputs: [input],
      outputs: [gate],
      attributes: { alpha: { float: 1 / 6 }, beta: { float: 0.5 } },
    },
    { ...node, op: 'Mul', inputs: [input, gate], attributes: {} },
  ];
}

/** Mul(x, Sigmoid(x)) with no other reader of the sigmoid. */
function fuseSilu(graph: Graph): Graph {
  const readers = countReaders(graph);
  const sigmoids = new Map(graph.nodes.flatMap((node) => (node.op === 'Sigmoid' ? [[node.outputs[0], node]] : [])));
  const fused = new Set<GraphNode>();
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.op !== 'Mul') return node;
    for (const [gate, value] of [node.inputs, node.inputs.toReversed()]) {
      const sigmoid = sigmoids.get(gate);
      if (sigmoid === undefined || sigmoid.inputs[0] !== value || readers.get(gate ?? '') !== 1) continue;
      fused.add(sigmoid);
      return { ...node, op: 'QuickGelu', inputs: [...sigmoid.inputs], attributes: { alpha: { float: 1 } } };
    }
    return node;
  });
  return { ...graph, nodes: nodes.filter((node) => !fused.has(node)) };
}

/** Conv followed by an activation that alone reads it. */
function fuseConvolutions(graph: Graph, activations: ReadonlySet<string>): Graph {
  const readers = countReaders(graph);
  const producers = new Map(graph.nodes.map((node) => [node.outputs[0], node]));
  const replaced = new Map<GraphNode, GraphNode>();
  for (const activation of graph.nodes) {
    const convolution = producers.get(activation.inputs[0]);
    if (!activations.has(activation.op) || convolution?.op !== 'Conv') continue;
    if (readers.get(convolution.outputs[0] ?? '') !== 1) continue;
    const limits = activation.inputs.slice(1).map((input) => producers.get(input)?.attributes['value_float']);
    if (!limits.every(isFloat)) continue;
    replaced.set(convolution, {
      ...convolution,
      op: 'FusedConv',
      outputs: activation.outputs,
      attributes: { ...convolution.attributes, ...activationAttributes(activation, limits) },
    });
  }
  const gone = new Set([...replaced.values()].flatMap(({ outputs }) => outputs));
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node) => {
      const fused = replaced.get(node);
      if (fused) return [fused];
      // The activation itself: its output now comes from the convolution.
      return activations.has(node.op) && gone.has(node.outputs[0] ?? '') ? [] : [node];
    }),
  };
}

/** @param limits of `Clip`, which are inputs of the node and become attributes */
function activationAttributes(
  { op, attributes }: GraphNode,
  limits: readonly { readonly float: number }[],
): Record<string, Attribute> {
  const { alpha, beta } = attributes;
  const own = op === 'HardSigmoid' && isFloat(alpha) && isFloat(beta) ? [alpha, beta] : limits;
  const parameters = own.map(({ float }) => float);
  return { activation: op, ...(parameters.length > 0 && { activation_params: { floats: parameters } }) };
}

/** Constants whose readers have taken them in. */
function dropUnread(graph: Graph): Graph {
  const readers = countReaders(graph);
  const isUnread = ({ op, outputs: [output = ''] }: GraphNode): boolean => op === 'Constant' && !readers.has(output);
  return { ...graph, nodes: graph.nodes.filter((node) => !isUnread(node)) };
}

function isFloat(attribute: Attribute | undefined): attribute is { readonly float: number } {
  return typeof attribute === 'object' && 'float' in attribute;
}

/** How often each value is read, by nodes or as an output of the graph. */
function countReaders({ nodes, outputs }: Graph): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of [...nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
