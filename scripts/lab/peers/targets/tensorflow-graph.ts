import { join } from 'node:path';

import { fromBinary } from '@bufbuild/protobuf';

import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { Failure } from '../../../kit/failure.ts';
import { type GraphProto, ModelProtoSchema, type NodeProto } from '../../../models/onnx/onnx_pb.ts';
import { transpose } from '../../../models/weights/tensor.ts';
import { type Workspace, writeWhole } from '../../../models/workspace.ts';
import { inlineModel } from './inline-model.ts';

/** A constant: weights, or whole numbers that say how. */
interface Constant {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A node of a TensorFlow graph, as TensorFlow.js reads it. */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, object>>;
}

/**
 * Writes one of our models as a TensorFlow.js graph model, `model.json` and `weights.bin`: what TensorFlow's own converter
 * makes of such a network, with bias and ReLU inside of the convolutions. It takes RGB in [0, 1], NHWC.
 * @throws Failure when the network has an operator that MobileNetV3 has not
 */
export async function writeTensorflowGraph(workspace: Workspace, entry: ModelEntry, folder: string): Promise<void> {
  const { graph } = fromBinary(ModelProtoSchema, await inlineModel(workspace, entry));
  if (graph === undefined) throw new Failure(`${entry.name} has no graph`);
  const { nodes, weights } = new Translation(graph, entry).translate();
  const specs = [...weights].map(([name, { shape, data }]) => ({
    ...{ name, shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' },
  }));
  const topology = { node: nodes, versions: { producer: 1 } };
  await writeWhole(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology: topology, weightsManifest: [{ paths: ['weights.bin'], weights: specs }] }),
  );
  const bytes = [...weights.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  await writeWhole(join(folder, 'weights.bin'), Buffer.concat(bytes));
}

/** An ONNX graph in NCHW on its way to a TensorFlow graph in NHWC. */
class Translation {
  readonly #graph: GraphProto;
  readonly #entry: ModelEntry;
  readonly #weights = new Map<string, Constant>();
  readonly #nodes: GraphNode[] = [];
  /** ReLUs that a convolution does itself, by the name of the convolution's output. */
  readonly #fused = new Map<string, NodeProto>();

  constructor(graph: GraphProto, entry: ModelEntry) {
    this.#graph = graph;
    this.#entry = entry;
  }

  translate(): { nodes: readonly GraphNode[]; weights: ReadonlyMap<string, Constant> } {
    const { name, size, mean, std } = this.#entry.input;
    const dim = [1, size[1], size[2], 3].map((extent) => ({ size: String(extent) }));
    this.#add('unit', 'Placeholder', [], { dtype: FLOAT, shape: { shape: { dim } } });
    this.#add('centred', 'Sub', ['unit', this.#constant('mean', { shape: [3], data: Float32Array.from(mean) })]);
    this.#add(name, 'RealDiv', ['centred', this.#constant('std', { shape: [3], data: Float32Array.from(std) })]);
    for (const node of this.#graph.node) {
      const [input = ''] = node.input;
      if (node.opType === 'Relu' && this.#producer(input)?.opType === 'Conv') this.#fused.set(input, node);
    }
    for (const node of this.#graph.node) this.#translate(node);
    return { nodes: this.#nodes, weights: this.#weights };
  }

  #translate(node: NodeProto): void {
    const { opType, input, output } = node;
    const [x = '', other = ''] = input;
    const [name = ''] = output;
    switch (opType) {
      case 'Conv':
        this.#convolution(node);
        return;
      case 'Relu':
        if (this.#fused.get(x) !== node) this.#add(name, 'Relu', [x]);
        return;
      case 'HardSwish':
        this.#add(name, 'Mul', [x, this.#hardSigmoid(name, x)]);
        return;
      case 'HardSigmoid':
        this.#add(name, 'Identity', [this.#hardSigmoid(name, x)]);
        return;
      case 'Mul':
      case 'Add':
        this.#add(name, opType === 'Add' ? 'AddV2' : 'Mul', [x, other]);
        return;
      case 'GlobalAveragePool': {
        const axes = this.#constant('axes', { shape: [2], data: Int32Array.of(1, 2) });
        this.#add(name, 'Mean', [x, axes], { keep_dims: { b: true }, T: FLOAT });
        return;
      }
      case 'Flatten': {
        const channels = this.#entry.outputs.features[1];
        const shape = this.#constant(`${name}/shape`, { shape: [2], data: Int32Array.of(1, channels) });
        this.#add(name, 'Reshape', [x, shape]);
        return;
      }
      case 'Gemm': {
        const [, weight = '', bias = ''] = input;
        const arguments_ = [
          x,
          this.#constant(weight, transpose(this.#tensor(weight), [1, 0])),
          this.#constant(bias, this.#tensor(bias)),
        ];
        const fused = { fused_ops: { list: { s: [base64('BiasAdd')] } }, num_args: { i: '1' } };
        this.#add(name, '_FusedMatMul', arguments_, { ...fused, T: FLOAT });
        return;
      }
      default:
        throw new Failure(`${this.#entry.name} has the operator ${opType}, which is not translated to TensorFlow.js`);
    }
  }

  #convolution({ input: [x = '', weight = '', bias = ''], output: [name = ''], attribute }: NodeProto): void {
    const integers = (of: string): number[] => attribute.find((one) => one.name === of)?.ints.map(Number) ?? [];
    const [strideY = 1, strideX = 1] = integers('strides');
    const [top = 0, left = 0, bottom = 0, right = 0] = integers('pads');
    const kernel = this.#tensor(weight);
    const groups = Number(attribute.find((one) => one.name === 'group')?.i ?? 1);
    const isDepthwise = groups > 1 && kernel.shape[1] === 1;
    const relu = this.#fused.get(name);
    const integer = (...values: number[]): object => ({ list: { i: values.map(String) } });
    this.#add(
      relu?.output[0] ?? name,
      isDepthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D',
      [
        x,
        this.#constant(weight, transpose(kernel, isDepthwise ? [2, 3, 0, 1] : [2, 3, 1, 0])),
        this.#constant(bias, this.#tensor(bias)),
      ],
      {
        strides: integer(1, strideY, strideX, 1),
        padding: { s: base64('EXPLICIT') },
        explicit_paddings: integer(0, 0, top, bottom, left, right, 0, 0),
        dilations: integer(1, 1, 1, 1),
        data_format: { s: base64('NHWC') },
        fused_ops: { list: { s: [base64('BiasAdd'), ...(relu === undefined ? [] : [base64('Relu')])] } },
        num_args: { i: '1' },
        T: FLOAT,
      },
    );
  }

  /** relu6(x + 3) / 6. */
  #hardSigmoid(name: string, x: string): string {
    const scalar = (value: number): Constant => ({ shape: [], data: Float32Array.of(value) });
    this.#add(`${name}/shifted`, 'AddV2', [x, this.#constant('three', scalar(3))]);
    this.#add(`${name}/clipped`, 'Relu6', [`${name}/shifted`]);
    this.#add(`${name}/scaled`, 'Mul', [`${name}/clipped`, this.#constant('sixth', scalar(1 / 6))]);
    return `${name}/scaled`;
  }

  #constant(name: string, constant: Constant): string {
    if (this.#weights.has(name)) return name;
    this.#weights.set(name, constant);
    const type = constant.data instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
    const dim = constant.shape.map((extent) => ({ size: String(extent) }));
    this.#add(name, 'Const', [], { dtype: { type }, value: { tensor: { dtype: type, tensorShape: { dim } } } });
    return name;
  }

  #tensor(name: string): { shape: readonly number[]; data: Float32Array } {
    const found = this.#graph.initializer.find((tensor) => tensor.name === name);
    if (found === undefined) throw new Failure(`${this.#entry.name} has no weight ${name}`);
    // A copy, because the bytes may begin anywhere.
    return { shape: found.dims.map(Number), data: new Float32Array(found.rawData.slice().buffer) };
  }

  #producer(value: string): NodeProto | undefined {
    return this.#graph.node.find(({ output }) => output.includes(value));
  }

  #add(name: string, op: string, input: readonly string[], attr: GraphNode['attr'] = { T: FLOAT }): void {
    this.#nodes.push({ name, op, ...(input.length > 0 && { input }), attr });
  }
}

const FLOAT = { type: 'DT_FLOAT' };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
