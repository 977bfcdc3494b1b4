import { fromBinary } from '@bufbuild/protobuf';

import { Failure } from '../../../../../scripts/kit/failure.ts';
import type { Attribute, Graph, GraphNode } from '../../../../../scripts/models/onnx/graph.ts';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  type ValueInfoProto,
} from '../../../../../scripts/models/onnx/onnx_pb.ts';

/**
 * Reads a graph that the build wrote, without its weights.
 *
 * @param name What to call the file in messages.
 * @throws Failure for anything else than such a file.
 */
export function decodeOnnx(file: Uint8Array, name: string): Graph {
  let model;
  try {
    model = fromBinary(ModelProtoSchema, file);
  } catch {
    throw new Failure(`${name} is not an ONNX file, or it is truncated`);
  }
  const { graph } = model;
  const [input] = graph?.input ?? [];
  if (!graph || !input) throw new Failure(`${name} holds no graph with an input`);
  return {
    name: graph.name,
    input: { name: input.name, shape: shapeOf(input) },
    nodes: graph.node.map((node): GraphNode => ({
      name: node.name,
      op: node.opType,
      inputs: node.input,
      outputs: node.output,
      attributes: Object.fromEntries(node.attribute.map((it) => [it.name, decodeAttribute(it, node.name)])),
    })),
    outputs: graph.output.map((output) => output.name),
    weights: new Map(graph.initializer.map((weight) => [weight.name, weight.dims.map(Number)])),
  };
}

/**
 * The part of a network below its `features`, which any head can be attached to.
 *
 * @param graph A backbone, or a whole model whose head is cut off.
 * @throws Failure when no node produces `features`.
 */
export function backboneOf(graph: Graph): Graph {
  const needed = new Set(['features']);
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.unshift(node);
    for (const input of node.inputs) needed.add(input);
  }
  if (nodes.length === 0) throw new Failure(`the graph "${graph.name}" has no value called "features"`);
  const weights = new Map([...graph.weights].filter(([name]) => needed.has(name)));
  return { ...graph, nodes, outputs: ['features'], weights };
}

function shapeOf({ type }: ValueInfoProto): number[] {
  if (type?.value.case !== 'tensorType') return [];
  return (type.value.value.shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : 1));
}

function decodeAttribute(attribute: AttributeProto, node: string): Attribute {
  if (attribute.type === AttributeType.INT) return Number(attribute.i);
  if (attribute.type === AttributeType.FLOAT) return { float: attribute.f };
  if (attribute.type === AttributeType.INTS) return attribute.ints.map(Number);
  throw new Failure(`node "${node}": attribute "${attribute.name}" has a type that is not handled`);
}
