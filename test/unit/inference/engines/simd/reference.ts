import { costOf } from '../../../../../scripts/models/onnx/cost.ts';
import type { GraphNode } from '../../../../../scripts/models/onnx/graph.ts';
import type { QuantisedNetwork } from '../../../../../scripts/models/onnx/qdq.ts';
import { sizeOf } from '../../../../../scripts/models/weights/tensor.ts';

/** A value of the network, in double precision. */
interface Value {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Runs a network operator by operator as ONNX defines them, without any cleverness. @returns its outputs by name */
export function referenceRun({ graph, tensors }: QuantisedNetwork, picture: Float32Array): Map<string, Value> {
  const { shapes } = costOf(graph);
  const values = new Map<string, Value>([
    [graph.input.name, { shape: graph.input.shape, data: Float64Array.from(picture) }],
  ]);
  for (const node of graph.nodes) {
    const [output = ''] = node.outputs;
    const shape = shapes.get(output) ?? [];
    const read = (index: number): Value => {
      const name = node.inputs[index] ?? '';
      const stored = tensors.get(name);
      const value = values.get(name) ?? (stored && { shape: stored.shape, data: Float64Array.from(stored.data) });
      if (!value) throw new Error(`${node.name} reads what is not there`);
      return value;
    };
    values.set(output, { shape, data: compute(node, shape, read) });
  }
  return new Map(graph.outputs.map((name) => [name, values.get(name) ?? { shape: [], data: new Float64Array(0) }]));
}

function compute(node: GraphNode, shape: readonly number[], read: (index: number) => Value): Float64Array {
  const map = (of: (x: number) => number): Float64Array => read(0).data.map(of);
  switch (node.op) {
    case 'Conv':
      return convolve(node, shape, read(0), read(1), read(2));
    case 'Gemm':
      return dense(read(0), read(1), read(2));
    case 'GlobalAveragePool':
      return pool(read(0));
    case 'Flatten':
      return read(0).data;
    case 'Constant':
      return new Float64Array(1);
    case 'Add':
    case 'Mul':
      return combine(node.op, read(0), read(1));
    case 'Sigmoid':
      return map((x) => 1 / (1 + Math.exp(-x)));
    case 'Relu':
      return map((x) => Math.max(0, x));
    case 'Clip':
      return map((x) => Math.min(6, Math.max(0, x)));
    case 'HardSigmoid':
      return map(hardSigmoid);
    case 'HardSwish':
      return map((x) => x * hardSigmoid(x));
    case 'QuantizeLinear': {
      const [scale, zeroPoint] = [along(read(0), read(1)), along(read(0), read(2))];
      return read(0).data.map((x, at) => Math.min(255, Math.max(0, roundEven(x / scale(at)) + zeroPoint(at))));
    }
    case 'DequantizeLinear': {
      const [scale, zeroPoint] = [along(read(0), read(1)), node.inputs.length > 2 ? along(read(0), read(2)) : () => 0];
      return read(0).data.map((x, at) => (x - zeroPoint(at)) * scale(at));
    }
    default:
      throw new Error(`no reference for ${node.op}`);
  }
}

/** To the nearest whole number, halves to the even one. */
function roundEven(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** One number for each place along an axis: the first one of weights, the second of activations, whose first is 1. */
function along({ data }: Value, numbers: Value): (at: number) => number {
  const each = data.length / numbers.data.length;
  return (at) => numbers.data[Math.floor(at / each)] ?? NaN;
}

function hardSigmoid(x: number): number {
  return Math.min(1, Math.max(0, x / 6 + 0.5));
}

function convolve(node: GraphNode, shape: readonly number[], input: Value, weight: Value, bias: Value): Float64Array {
  const [, outputs = 0, height = 0, width = 0] = shape;
  const [, , sourceHeight = 0, sourceWidth = 0] = input.shape;
  const [, inputs = 0, kernelHeight = 0, kernelWidth = 0] = weight.shape;
  const { group, strides, pads } = node.attributes as { group: number; strides: number[]; pads: number[] };
  const [stride = 1] = strides;
  const [top = 0, left = 0] = pads;
  const data = new Float64Array(sizeOf(shape));
  for (let out = 0; out < outputs; out++) {
    const firstInput = Math.floor(out / (outputs / group)) * inputs;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = bias.data[out] ?? NaN;
        for (let channel = 0; channel < inputs; channel++) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            for (let kx = 0; kx < kernelWidth; kx++) {
              const row = y * stride + ky - top;
              const column = x * stride + kx - left;
              if (row < 0 || row >= sourceHeight || column < 0 || column >= sourceWidth) continue;
              const at = ((firstInput + channel) * sourceHeight + row) * sourceWidth + column;
              const tap = ((out * inputs + channel) * kernelHeight + ky) * kernelWidth + kx;
              sum += (input.data[at] ?? NaN) * (weight.data[tap] ?? NaN);
            }
          }
        }
        data[(out * height + y) * width + x] = sum;
      }
    }
  }
  return data;
}

function dense(input: Value, weight: Value, bias: Value): Float64Array {
  const [units = 0, width = 0] = weight.shape;
  return Float64Array.from({ length: units }, (_, unit) => {
    let sum = bias.data[unit] ?? NaN;
    for (let i = 0; i < width; i++) sum += (input.data[i] ?? NaN) * (weight.data[unit * width + i] ?? NaN);
    return sum;
  });
}

function pool({ shape, data }: Value): Float64Array {
  const [, channels = 0] = shape;
  const pixels = data.length / channels;
  return Float64Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let i = 0; i < pixels; i++) sum += data[channel * pixels + i] ?? NaN;
    return sum / pixels;
  });
}

function combine(op: 'Add' | 'Mul', a: Value, b: Value): Float64Array {
  const [large, small] = a.data.length >= b.data.length ? [a, b] : [b, a];
  // The smaller one, when there is one, has one value a channel.
  const repeat = large.data.length / small.data.length;
  return large.data.map((x, i) => {
    const y = small.data[Math.floor(i / repeat)] ?? NaN;
    return op === 'Add' ? x + y : x * y;
  });
}
