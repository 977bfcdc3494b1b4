import { create, toBinary } from '@bufbuild/protobuf';

import { Failure } from '../../kit/failure.ts';
import { costOf } from './cost.ts';
import type { Attribute, Graph, GraphValue } from './graph.ts';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx_pb.ts';
import type { Extents } from '../weights/safetensors.ts';

/** Opset 17 with IR version 8 is read by every ONNX Runtime since 1.12 (2022). */
const OPSET = 17n;
const IR_VERSION = 8n;

/** Operators that onnxruntime has beside those of the standard. */
const OWN_OPERATORS = new Set(['FusedConv', 'Gelu', 'QuickGelu']);
const OWN_DOMAIN = 'com.microsoft';
const OWN_VERSION = 1n;

/** ONNX's names of the types that a safetensors file of ours holds. */
const DATA_TYPES: ReadonlyMap<string, number> = new Map([
  ['F32', DataType.FLOAT],
  ['I8', DataType.INT8],
  ['U8', DataType.UINT8],
]);

/** A file of weights that a graph refers to. */
interface WeightFile {
  /** Its name, relative to the ONNX file. */
  readonly path: string;
  readonly extents: Extents;
}

/**
 * Writes a graph as an ONNX file that holds no weights: each one points into a safetensors file (ONNX external data).
 *
 * @throws Failure for a weight that no file has, or whose shape differs there.
 */
export function encodeOnnx(graph: Graph, files: readonly WeightFile[]): Uint8Array<ArrayBuffer> {
  const { shapes } = costOf(graph);
  const ownOperators = graph.nodes.some(({ op }) => OWN_OPERATORS.has(op));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'edgelens',
    opsetImport: [{ version: OPSET }, ...(ownOperators ? [{ domain: OWN_DOMAIN, version: OWN_VERSION }] : [])],
    graph: {
      name: graph.name,
      node: graph.nodes.map((node) => ({
        name: node.name,
        opType: node.op,
        domain: OWN_OPERATORS.has(node.op) ? OWN_DOMAIN : '',
        input: [...node.inputs],
        output: [...node.outputs],
        attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
      })),
      initializer: [...graph.weights].map(([name, shape]) => encodeWeight(name, shape, files)),
      input: [encodeValue(graph.input)],
      output: graph.outputs.map((name) => {
        const shape = shapes.get(name);
        if (!shape) throw new Failure(`nothing in the graph produces its output "${name}"`);
        return encodeValue({ name, shape });
      }),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function encodeWeight(name: string, shape: readonly number[], files: readonly WeightFile[]): TensorProto {
  for (const { path, extents } of files) {
    const extent = extents.get(name);
    if (!extent) continue;
    if (extent.shape.join() !== shape.join()) {
      throw new Failure(`weight "${name}" is [${extent.shape.join()}] in ${path}; the graph needs [${shape.join()}]`);
    }
    return create(TensorProtoSchema, {
      name,
      dims: shape.map(BigInt),
      dataType: dataTypeOf(extent.dtype),
      dataLocation: DataLocation.EXTERNAL,
      externalData: [
        { key: 'location', value: path },
        { key: 'offset', value: String(extent.offset) },
        { key: 'length', value: String(extent.length) },
      ],
    });
  }
  throw new Failure(`weight "${name}" is missing from ${files.map(({ path }) => path).join(' and ')}`);
}

function dataTypeOf(dtype: string): number {
  const type = DATA_TYPES.get(dtype);
  if (type === undefined) throw new Failure(`no graph can refer to a tensor of type ${dtype}`);
  return type;
}

function encodeValue({ name, shape }: GraphValue): ValueInfoProto {
  const dim = shape.map((length) => ({ value: { case: 'dimValue' as const, value: BigInt(length) } }));
  const value = { elemType: DataType.FLOAT, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
}

function encodeAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s });
  }
  if ('floats' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...value.floats] });
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}
