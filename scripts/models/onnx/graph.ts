import type { Tensor, Tensors } from '../weights/tensor.ts';

/**
 * Attribute of a node: a whole number or a list of them, as ONNX `INT` and `INTS`; `{ float }` and `{ floats }` for
 * `FLOAT` and `FLOATS`; text for `STRING`.
 */
export type Attribute =
  number | readonly number[] | { readonly float: number } | { readonly floats: readonly number[] } | string;

/** One operation. Names and attributes are those of ONNX opset 17, or of onnxruntime's own operators. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A value that enters or leaves the graph. */
export interface GraphValue {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A network without its weights: nodes in an order in which they can run, and the shapes of the weights. */
export interface Graph {
  readonly name: string;
  readonly input: GraphValue;
  readonly nodes: readonly GraphNode[];
  /** Names of the values that leave the graph. */
  readonly outputs: readonly string[];
  /** Shape of every weight that a node reads. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/** What a convolution needs beyond its input; pads as ONNX has them: top, left, bottom, right. */
interface ConvolutionOptions {
  readonly weight: Tensor;
  readonly bias: Tensor;
  readonly stride: number;
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}

/** A node under construction: its own name is also the name of its only output. */
interface Step {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** Collects the nodes and weights of a network, layer by layer. Values are NCHW. */
export class GraphBuilder {
  readonly #name: string;
  readonly #input: GraphValue;
  readonly #nodes: GraphNode[] = [];
  readonly #taken = new Set<string>();
  readonly #weights = new Map<string, Tensor>();

  /**
   * @param name Name of the network, kept in the ONNX file.
   * @param input Name and NCHW shape of the picture tensor.
   */
  constructor(name: string, input: GraphValue) {
    this.#name = name;
    this.#input = input;
  }

  /** Appends one operation and returns the name of its output. */
  add(name: string, step: Step): string {
    if (this.#taken.has(name)) throw new Error(`two nodes would be called "${name}"`);
    this.#taken.add(name);
    this.#nodes.push({ name, op: step.op, inputs: step.inputs, outputs: [name], attributes: step.attributes ?? {} });
    return name;
  }

  /** Makes a tensor a weight that nodes can read, and returns its name. */
  weight(name: string, tensor: Tensor): string {
    this.#weights.set(name, tensor);
    return name;
  }

  /** A number that nodes can read. Asked for again, it is the same node. */
  constant(name: string, value: number): string {
    if (this.#taken.has(name)) return name;
    return this.add(name, { op: 'Constant', inputs: [], attributes: { value_float: { float: value } } });
  }

  /** Appends a convolution; its tensors become `<name>.weight` and `<name>.bias`. */
  convolution(name: string, input: string, options: ConvolutionOptions): string {
    const { weight, bias, stride, pads, groups } = options;
    return this.add(name, {
      op: 'Conv',
      inputs: [input, this.weight(`${name}.weight`, weight), this.weight(`${name}.bias`, bias)],
      attributes: { group: groups, kernel_shape: weight.shape.slice(2), pads, strides: [stride, stride] },
    });
  }

  /** The network so far, with `output` as its only output, called `features`. */
  finish(output: string): Network {
    const rename = (value: string): string => (value === output ? 'features' : value);
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    }));
    const shapes = new Map([...this.#weights].map(([name, tensor]) => [name, tensor.shape]));
    const graph = { name: this.#name, input: this.#input, nodes, outputs: ['features'], weights: shapes };
    return { graph, tensors: this.#weights };
  }
}

/** A graph together with its weights. */
export interface Network {
  readonly graph: Graph;
  readonly tensors: Tensors;
}
