import { Failure } from '../../kit/failure.ts';
import type { Graph, GraphNode } from './graph.ts';
import { sizeOf } from '../weights/tensor.ts';

/** What a network costs, read from its graph. */
export interface Cost {
  /** NCHW shape of every value, the input and the weights included. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Multiply-accumulates of one picture in convolutions and dense layers. */
  readonly macs: number;
  /** Trained scalars. */
  readonly parameters: number;
}

type Shape = readonly number[];

/** Which input of an operator that multiplies and adds is its weight. */
const WEIGHT_INPUTS: ReadonlyMap<string, number> = new Map([
  ['Conv', 1],
  ['FusedConv', 1],
  ['Gemm', 1],
]);

/**
 * Infers the shape of every value of a graph and counts its work.
 *
 * @throws Failure for an operator without a rule, or a value that nobody produces.
 */
export function costOf(graph: Graph): Cost {
  const shapes = new Map<string, Shape>([[graph.input.name, graph.input.shape], ...graph.weights]);
  let macs = 0;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => {
      const shape = shapes.get(input);
      if (!shape) throw new Failure(`node "${node.name}" reads "${input}", which nothing produces`);
      return shape;
    });
    const output = outputShape(node, inputs);
    for (const name of node.outputs) shapes.set(name, output);
    // Each output scalar of a convolution or dense layer is a dot product over one row of its weight.
    const weight = inputs[WEIGHT_INPUTS.get(node.op) ?? -1];
    if (weight) macs += sizeOf(output) * sizeOf(weight.slice(1));
  }
  const parameters = [...graph.weights.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
  return { shapes, macs, parameters };
}

function outputShape(node: GraphNode, [first = [], second = []]: readonly Shape[]): Shape {
  switch (node.op) {
    case 'Conv':
    case 'FusedConv':
      return convolutionShape(node, first, second);
    case 'MaxPool':
    case 'AveragePool':
      return convolutionShape(node, first, [first[1] ?? 1, 1, ...listOf(node, 'kernel_shape')]);
    case 'GlobalAveragePool':
      return [...first.slice(0, 2), 1, 1];
    case 'Flatten':
      return [first[0] ?? 1, sizeOf(first.slice(1))];
    case 'Gemm':
      return [first[0] ?? 1, second[0] ?? 1];
    case 'Add':
    case 'Mul':
      return first.map((length, axis) => Math.max(length, second[axis] ?? 1));
    case 'Transpose':
      return listOf(node, 'perm').map((axis) => first[axis] ?? 1);
    case 'Constant':
      return [];
    case 'Clip':
    case 'Erf':
    case 'Gelu':
    case 'LayerNormalization':
    case 'Sigmoid':
    case 'Relu':
    case 'HardSigmoid':
    case 'HardSwish':
    case 'QuickGelu':
    case 'QuantizeLinear':
    case 'DequantizeLinear':
      return first;
    default:
      throw new Failure(`node "${node.name}": no shape rule for operator ${node.op}`);
  }
}

function convolutionShape(node: GraphNode, input: Shape, weight: Shape): Shape {
  const padding = listOf(node, 'pads');
  const steps = listOf(node, 'strides');
  const along = (axis: 0 | 1): number => {
    const padded = (input[2 + axis] ?? 0) + (padding[axis] ?? 0) + (padding[2 + axis] ?? 0);
    return Math.floor((padded - (weight[2 + axis] ?? 1)) / (steps[axis] ?? 1)) + 1;
  };
  return [input[0] ?? 1, weight[0] ?? 1, along(0), along(1)];
}

function listOf({ name, attributes }: GraphNode, key: string): readonly number[] {
  const list = attributes[key];
  if (!Array.isArray(list)) throw new Failure(`node "${name}" has no ${key}`);
  return list as readonly number[];
}
