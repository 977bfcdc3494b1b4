import { LAYER_NORM_EPSILON } from '../../../src/verdict/classifier-head.ts';
import { costOf } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import type { Attribute, Graph, GraphNode } from '../onnx/graph.ts';
import { tensorOf, type Tensor, type Tensors } from '../weights/tensor.ts';

/**
 * Attaches a classifier to a backbone: mean over the positions of `features`, then one dense layer
 * (`classifier.weight` `[classes, width]` and `classifier.bias` `[classes]`), or, when the head has `hidden.weight`
 * `[hidden, features]` and `hidden.bias`, a hidden layer with hard-swish before it, as MobileNetV3 has. When it has
 * `norm.weight` and `norm.bias` `[features]`, the means are normalised first (LayerNorm), as in ConvNeXt.
 *
 * @param classes Number of labels that the logits must match.
 * @returns A graph with the outputs `logits` `[1, classes]` and `features`.
 * @throws Failure for a missing tensor, and for a head that does not fit the backbone or the labels.
 */
export function attachHead(backbone: Graph, head: Tensors, classes: number): Graph {
  const width = costOf(backbone).shapes.get('features')?.[1];
  if (width === undefined) throw new Failure(`the backbone "${backbone.name}" has no value called "features"`);

  const nodes: GraphNode[] = [
    nodeOf('pool', 'GlobalAveragePool', ['features'], 'pooled'),
    nodeOf('flatten', 'Flatten', ['pooled'], 'embedding'),
  ];
  const weights = new Map(backbone.weights);
  const dense = (name: string, input: string, inputWidth: number, output: string): number => {
    const layer = denseOf(head, name, inputWidth);
    weights.set(`${name}.weight`, layer.weight.shape).set(`${name}.bias`, layer.bias.shape);
    nodes.push(nodeOf(name, 'Gemm', [input, `${name}.weight`, `${name}.bias`], output));
    return layer.units;
  };

  let [input, inputWidth] = ['embedding', width];
  if (head.has('norm.weight')) {
    const parts = ['norm.weight', 'norm.bias'].map((name) => [name, normOf(head, name, width).shape] as const);
    for (const [name, shape] of parts) weights.set(name, shape);
    nodes.push(nodeOf('norm', 'LayerNormalization', [input, ...parts.map(([name]) => name)], 'norm'));
    input = 'norm';
  }
  if (head.has('hidden.weight')) {
    inputWidth = dense('hidden', input, inputWidth, 'hidden');
    nodes.push(nodeOf('hidden_activation', 'HardSwish', ['hidden'], 'hidden_activation'));
    input = 'hidden_activation';
  }
  const count = dense('classifier', input, inputWidth, 'logits');
  if (count !== classes) throw new Failure(`the head has ${count} classes, but there are ${classes} labels`);
  return { ...backbone, nodes: [...backbone.nodes, ...nodes], outputs: ['logits', 'features'], weights };
}

interface DenseLayer {
  readonly weight: Tensor;
  readonly bias: Tensor;
  readonly units: number;
}

function denseOf(head: Tensors, name: string, inputWidth: number): DenseLayer {
  const weight = tensorOf(head, `${name}.weight`, 'the head');
  const bias = tensorOf(head, `${name}.bias`, 'the head');
  const [units = 0, width = 0] = weight.shape;
  if (weight.shape.length !== 2 || width !== inputWidth) {
    throw new Failure(`the head's "${name}.weight" is [${weight.shape.join()}]; its input has ${inputWidth} values`);
  }
  if (bias.shape.length !== 1 || bias.shape[0] !== units) {
    throw new Failure(`the head's "${name}.bias" is [${bias.shape.join()}]; its weight has ${units} rows`);
  }
  return { weight, bias, units };
}

function normOf(head: Tensors, name: string, width: number): Tensor {
  const tensor = tensorOf(head, name, 'the head');
  if (tensor.shape.join() === String(width)) return tensor;
  throw new Failure(`the head's "${name}" is [${tensor.shape.join()}]; its input has ${width} values`);
}

const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  // Dense weights are kept as [out, in], PyTorch's order.
  Gemm: { transB: 1 },
  LayerNormalization: { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } },
};

function nodeOf(name: string, op: string, inputs: readonly string[], output: string): GraphNode {
  return { name, op, inputs, outputs: [output], attributes: ATTRIBUTES[op] ?? {} };
}
