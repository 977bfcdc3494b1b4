import { Failure } from '../../kit/failure.ts';
import { GraphBuilder, type Network } from '../onnx/graph.ts';
import { transpose, type Tensor } from '../weights/tensor.ts';
import { requireAttribute } from './attributes.ts';
import { OPERATORS } from './operators.ts';
import { inputNames, type Pixels, type Translation, type Value } from './values.ts';
import type { TfConstant, TfGraph, TfNode } from './graph-model.ts';

/** A TensorFlow classifier, taken apart. */
interface TfClassifier {
  readonly backbone: Network;
  /** `classifier.weight` `[classes, width]` and `classifier.bias` `[classes]`. */
  readonly head: ReadonlyMap<string, Tensor>;
  /** The normalisation that the graph does itself and that was lifted out, in units of RGB in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Translates an image classifier of TensorFlow.js to ONNX: NHWC becomes NCHW by reordering the weights, the arithmetic
 * before the first convolution becomes `mean` and `std`, and pooling, dense layer and softmax at the end become a head.
 *
 * @param name Name of the network, kept in the ONNX file.
 * @param input Name of the ONNX input and its shape `[channels, height, width]`.
 * @throws Failure that names the node, for an operator or an attribute that is not handled, or a missing weight.
 */
export function translateTf(
  graph: TfGraph,
  name: string,
  input: { readonly name: string; readonly size: readonly [number, number, number] },
): TfClassifier {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const { features, head } = splitHead(graph, nodes);

  const [channels, height, width] = input.size;
  const builder = new GraphBuilder(name, { name: input.name, shape: [1, channels, height, width] });
  let normalised: Pixels | undefined;
  const translation: Translation = {
    builder,
    nameOf: ({ name }) => readable(name),
    useInput: (node, pixels) => {
      if (normalised) throw new Failure(`node "${node.name}" reads the picture a second time, which is not handled`);
      normalised = pixels;
      return input.name;
    },
  };

  const values = new Map<string, Value>();
  const valueOf = (nodeName: string): Value => {
    const known = values.get(nodeName);
    if (known) return known;
    const node = find(nodes, nodeName);
    const value = translateNode(node, valueOf);
    values.set(nodeName, value);
    return value;
  };
  const translateNode = (node: TfNode, read: (name: string) => Value): Value => {
    if (node.op === 'Const') return { kind: 'constant', ...constantOf(graph, node.name) };
    if (node.op === 'Placeholder') {
      return { kind: 'pixels', shape: [1, height, width, channels], scale: [1, 1, 1], shift: [0, 0, 0] };
    }
    const operator = OPERATORS.get(node.op);
    if (!operator) throw new Failure(`node "${node.name}": operator ${node.op} is not handled`);
    return operator(node, inputNames(node).map(read), translation);
  };

  const output = valueOf(features);
  if (output.kind !== 'activation' || !normalised)
    throw new Failure(`node "${features}" does not depend on the picture`);
  const { scale, shift } = normalised;
  return {
    backbone: builder.finish(output.name),
    head,
    // (x - mean) / std = x * scale + shift; rounded to fp32, because the graph's own constants are fp32.
    mean: scale.map((factor, channel) => Math.fround(-(shift[channel] ?? NaN) / factor)),
    std: scale.map((factor) => Math.fround(1 / factor)),
  };
}

/** Walks from the graph's result down to the last activation and takes the dense layer on the way. */
function splitHead(
  graph: TfGraph,
  nodes: ReadonlyMap<string, TfNode>,
): { features: string; head: Map<string, Tensor> } {
  const read = new Set(graph.nodes.flatMap(inputNames));
  const [result, ...more] = graph.nodes.filter((node) => !read.has(node.name));
  if (!result || more.length > 0) throw new Failure('the TensorFlow graph does not have exactly one result');
  let node = result;
  while (node.op === 'Identity' || node.op === 'Softmax') node = find(nodes, inputNames(node)[0]);
  if (node.op !== '_FusedMatMul') throw new Failure(`node "${node.name}": ${node.op} where a dense layer was expected`);
  requireAttribute(node, 'fused_ops', ['BiasAdd']);
  requireAttribute(node, 'transpose_a', false);
  requireAttribute(node, 'transpose_b', false);
  const [pooled, weightName, biasName] = inputNames(node);
  const pool = find(nodes, pooled);
  const [features, axes] = inputNames(pool);
  if (pool.op !== 'Mean' || constantOf(graph, axes).data.join() !== '1,2' || !features) {
    throw new Failure(`node "${pool.name}": ${pool.op} where a mean over height and width was expected`);
  }
  const weight = fp32(graph, weightName);
  const head = new Map([
    ['classifier.weight', transpose(weight, [1, 0])],
    ['classifier.bias', fp32(graph, biasName)],
  ]);
  return { features, head };
}

function find(nodes: ReadonlyMap<string, TfNode>, name: string | undefined): TfNode {
  const node = nodes.get(name ?? '');
  if (!node) throw new Failure(`the TensorFlow graph has no node "${name ?? ''}"`);
  return node;
}

function constantOf(graph: TfGraph, name = ''): TfConstant {
  const constant = graph.weights.get(name);
  if (!constant) throw new Failure(`the TensorFlow graph has no weight "${name}"`);
  return constant;
}

function fp32(graph: TfGraph, name: string | undefined): Tensor {
  const { shape, data } = constantOf(graph, name);
  if (!(data instanceof Float32Array)) throw new Failure(`weight "${name ?? ''}" is of integers`);
  return { shape, data };
}

/**
 * `StatefulPartitionedCall/model/stack_1/block_0/expand_bn/FusedBatchNormV3` becomes `stack_1.block_0.expand`. The last
 * part is TensorFlow's operator and the suffix its layer, except that a layer's activation keeps both apart.
 */
function readable(name: string): string {
  const parts = name
    .replace(/^StatefulPartitionedCall\//, '')
    .replace(/^model\//, '')
    .split('/');
  const operator = parts.length > 1 ? parts.pop() : undefined;
  const layer = parts.join('.').replace(/_(conv2d|bn)$/, '');
  return operator === 'Sigmoid' ? `${layer}.sigmoid` : layer;
}
