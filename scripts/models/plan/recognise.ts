import type { Cost } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import type { Graph, GraphNode } from '../onnx/graph.ts';
import { sizeOf } from '../weights/tensor.ts';
import type { Activation, DepthwiseLayer, Layer, Pads } from './layer.ts';

/**
 * Reads a graph as the layers that the SIMD kernels know: activations, residual additions and squeeze-and-excitation
 * become part of the convolution before or after them.
 *
 * @throws Failure that names the node and its operator when there is no kernel for it.
 */
export function recognise(graph: Graph, shapes: Cost['shapes']): Layer[] {
  return new Recogniser(graph, shapes).layers();
}

class Recogniser {
  readonly #graph: Graph;
  readonly #shapes: Cost['shapes'];
  readonly #readers = new Map<string, GraphNode[]>();
  /** Nodes that have become part of an earlier layer. */
  readonly #absorbed = new Set<GraphNode>();
  readonly #layers: Layer[] = [];
  /** Values that are another one under a different name. */
  readonly #aliases = new Map<string, string>();
  /** Values that are the product of another one and a vector. */
  readonly #gated = new Map<string, { readonly value: string; readonly gate: string }>();
  readonly #constants: ReadonlyMap<string, number>;
  /** Sums over so many pixels, where the graph has a mean. */
  readonly #sums = new Map<string, number>();

  constructor(graph: Graph, shapes: Cost['shapes']) {
    this.#graph = graph;
    this.#shapes = shapes;
    this.#constants = new Map(
      graph.nodes.flatMap((node) =>
        node.op === 'Constant' ? node.outputs.map((name) => [name, float(node, 'value_float', NaN)] as const) : [],
      ),
    );
    for (const node of graph.nodes) {
      for (const input of new Set(node.inputs)) {
        this.#readers.set(input, [...(this.#readers.get(input) ?? []), node]);
      }
    }
  }

  layers(): Layer[] {
    for (const node of this.#graph.nodes) {
      if (!this.#absorbed.has(node)) this.#node(node);
    }
    return this.#layers;
  }

  #node(node: GraphNode): void {
    switch (node.op) {
      case 'Conv':
        this.#convolution(node);
        return;
      case 'Gemm':
        this.#gemm(node);
        return;
      case 'GlobalAveragePool':
        this.#pool(node);
        return;
      case 'Constant':
        return;
      case 'Flatten':
        this.#aliases.set(only(node.outputs, node), this.#resolve(first(node)));
        return;
      case 'Mul':
        this.#gate(node);
        return;
      default:
        throw new Failure(`node "${node.name}": there is no SIMD kernel for operator ${node.op} at this place`);
    }
  }

  #convolution(node: GraphNode): void {
    const [input = '', weight = '', bias = ''] = node.inputs;
    const [out = 0, inputs = 0, height = 0, width = 0] = this.#shape(weight);
    const groups = integer(node, 'group', 1);
    const stride = integers(node, 'strides')[0] ?? 1;
    const pads = integers(node, 'pads') as unknown as Pads;
    const refuse = (what: string): Failure =>
      new Failure(`node "${node.name}": there is no SIMD kernel for operator Conv with ${what}`);
    if (bias === '') throw refuse('no bias');
    if (integers(node, 'strides').some((step) => step !== stride) || height !== width) throw refuse('unequal sides');
    if (integers(node, 'dilations', [1, 1]).some((step) => step !== 1)) throw refuse('dilations');
    const { output, activation } = this.#activation(only(node.outputs, node));
    const common = { name: node.name, weight, bias, activation };
    const sliding = { ...common, output, kernel: height, stride, pads };
    if (input === this.#graph.input.name) {
      if (groups !== 1) throw refuse(`${groups} groups on the picture`);
      this.#layers.push({ kind: 'stem', input, ...sliding });
    } else if (groups === out && inputs === 1 && groups > 1) {
      if (height !== 3 && height !== 5) throw refuse(`a depthwise kernel of ${height}x${width}`);
      if (stride !== 1 && stride !== 2) throw refuse(`a stride of ${stride}`);
      this.#layers.push({ kind: 'depthwise', input: this.#plain(input, node), ...sliding });
    } else if (groups === 1 && height === 1 && stride === 1 && pads.every((pad) => pad === 0)) {
      const gated = this.#gated.get(input);
      const value = this.#resolve(gated?.value ?? input);
      if (this.#pixels(value) === 1 && !gated) {
        this.#layers.push({ kind: 'dense', input: value, output, ...common, divisor: this.#sums.get(value) ?? 1 });
        return;
      }
      const sum = activation === 'none' ? this.#residual(output) : undefined;
      this.#layers.push({
        kind: 'pointwise',
        input: value,
        ...common,
        output: sum?.output ?? output,
        ...(sum && { residual: this.#plain(sum.residual, node) }),
        ...(gated && { gate: gated.gate }),
      });
    } else {
      throw refuse(`a kernel of ${height}x${width}, stride ${stride} and ${groups} groups`);
    }
  }

  #gemm(node: GraphNode): void {
    const [input = '', weight = '', bias = ''] = node.inputs;
    if (integer(node, 'transB', 0) !== 1 || bias === '') {
      throw new Failure(`node "${node.name}": there is no SIMD kernel for operator Gemm without transB and bias`);
    }
    const value = this.#plain(input, node);
    const { output, activation } = this.#activation(only(node.outputs, node));
    const divisor = this.#sums.get(value) ?? 1;
    this.#layers.push({ kind: 'dense', name: node.name, input: value, output, weight, bias, activation, divisor });
  }

  #pool(node: GraphNode): void {
    const input = this.#plain(first(node), node);
    const output = only(node.outputs, node);
    this.#sums.set(output, this.#pixels(input));
    const at = this.#layers.findIndex((layer) => layer.output === input);
    const producer = this.#layers[at];
    if (producer?.kind === 'depthwise' && producer.pool === undefined) {
      this.#layers[at] = { ...producer, pool: output } satisfies DepthwiseLayer;
    } else {
      this.#layers.push({ kind: 'pool', name: node.name, input, output });
    }
  }

  /** x * g with one factor a channel: the 1x1 convolution that reads the product multiplies its weights. */
  #gate(node: GraphNode): void {
    const [a = '', b = ''] = node.inputs;
    const [value, gate] = this.#pixels(a) === 1 ? [b, a] : [a, b];
    const output = only(node.outputs, node);
    const readers = this.#readers.get(output) ?? [];
    const fits = this.#pixels(gate) === 1 && this.#shape(value)[1] === this.#shape(gate)[1];
    const pointwise = readers.every(
      (reader) => reader.op === 'Conv' && integer(reader, 'group', 1) === 1 && reader.inputs[0] === output,
    );
    if (!fits || !pointwise || readers.length === 0 || this.#graph.outputs.includes(output)) {
      throw new Failure(`node "${node.name}": there is no SIMD kernel for operator Mul at this place`);
    }
    this.#gated.set(output, { value: this.#plain(value, node), gate: this.#plain(gate, node) });
  }

  /** The activation that alone reads a value, and what then is the output. */
  #activation(value: string): { output: string; activation: Activation } {
    const none = { output: value, activation: 'none' } as const;
    if (this.#graph.outputs.includes(value)) return none;
    const readers = this.#readers.get(value) ?? [];
    const silu = this.#silu(readers);
    if (silu) return silu;
    const [node] = readers;
    const activation = node && readers.length === 1 ? activationOf(node, this.#constants) : undefined;
    if (!node || activation === undefined) return none;
    this.#absorbed.add(node);
    return { output: only(node.outputs, node), activation };
  }

  /** x * sigmoid(x). */
  #silu(readers: readonly GraphNode[]): { output: string; activation: Activation } | undefined {
    const sigmoid = readers.find(({ op }) => op === 'Sigmoid');
    const product = readers.find(({ op }) => op === 'Mul');
    const gate = sigmoid?.outputs[0];
    if (readers.length !== 2 || !sigmoid || !product || gate === undefined) return undefined;
    if (this.#readers.get(gate)?.length !== 1 || !product.inputs.includes(gate)) return undefined;
    this.#absorbed.add(sigmoid).add(product);
    return { output: only(product.outputs, product), activation: 'silu' };
  }

  /** The addition that alone reads a value, when its other operand is there already. */
  #residual(value: string): { output: string; residual: string } | undefined {
    const [node, ...more] = this.#readers.get(value) ?? [];
    if (node?.op !== 'Add' || more.length > 0 || this.#graph.outputs.includes(value)) return undefined;
    const residual = node.inputs.find((input) => input !== value);
    if (residual === undefined || this.#shape(residual).join() !== this.#shape(value).join()) return undefined;
    if (!this.#layers.some((layer) => layer.output === residual)) return undefined;
    this.#absorbed.add(node);
    return { output: only(node.outputs, node), residual };
  }

  #plain(value: string, node: GraphNode): string {
    if (this.#gated.has(value)) {
      throw new Failure(`node "${node.name}": there is no SIMD kernel for operator ${node.op} of a gated value`);
    }
    return this.#resolve(value);
  }

  #resolve(value: string): string {
    return this.#aliases.get(value) ?? value;
  }

  #shape(value: string): readonly number[] {
    return this.#shapes.get(value) ?? [];
  }

  #pixels(value: string): number {
    return sizeOf(this.#shape(value).slice(2));
  }
}

function activationOf(node: GraphNode, constants: ReadonlyMap<string, number>): Activation | undefined {
  switch (node.op) {
    case 'Relu':
      return 'relu';
    case 'Sigmoid':
      return 'sigmoid';
    case 'HardSwish':
      return 'hard-swish';
    case 'HardSigmoid':
      // ONNX's own default slope is 0.2.
      return isNear(float(node, 'alpha', 0.2), 1 / 6) && isNear(float(node, 'beta', 0.5), 0.5)
        ? 'hard-sigmoid'
        : undefined;
    case 'Clip':
      return constants.get(node.inputs[1] ?? '') === 0 && constants.get(node.inputs[2] ?? '') === 6
        ? 'relu6'
        : undefined;
    default:
      return undefined;
  }
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-6;
}

function first(node: GraphNode): string {
  return only(node.inputs.slice(0, 1), node);
}

function only(names: readonly string[], node: GraphNode): string {
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Failure(`node "${node.name}" has ${names.length} outputs`);
  return name;
}

function integer(node: GraphNode, name: string, otherwise: number): number {
  const value = node.attributes[name] ?? otherwise;
  if (typeof value !== 'number') throw new Failure(`node "${node.name}": attribute "${name}" is no integer`);
  return value;
}

function integers(node: GraphNode, name: string, otherwise: readonly number[] = []): readonly number[] {
  const value = node.attributes[name] ?? otherwise;
  if (!Array.isArray(value)) throw new Failure(`node "${node.name}": attribute "${name}" is no list of integers`);
  return value as readonly number[];
}

function float(node: GraphNode, name: string, otherwise: number): number {
  const value = node.attributes[name];
  if (value === undefined) return otherwise;
  return typeof value === 'object' && 'float' in value ? value.float : NaN;
}
