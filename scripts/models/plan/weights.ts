import { Failure } from '../../kit/failure.ts';
import { type ActivationGrid, SEVEN_BITS } from '../onnx/rounding.ts';
import { sizeOf, type Tensor } from '../weights/tensor.ts';
import { halve, packPanels, packTaps, padVector } from './panels.ts';
import type { plainNetwork, RoundedTensor } from './plain-network.ts';
import { packDot } from './whole-panels.ts';

/**
 * How the kernels find a matrix: `float` fp32; `half` int16 and `byte` int8, both widened to fp32 and with one scale an
 * output channel; `dot` int8 that is multiplied in whole numbers.
 */
export type WeightFormat = 'float' | 'half' | 'byte' | 'dot';

/** Where weights lie, relative to their begin. */
export interface Placed {
  readonly weights: number;
  readonly format: WeightFormat;
  /** There is one for every format but fp32. */
  readonly scales?: number;
  readonly bias: number;
  /** What `dot` rounds its input to: one over the scale, and zero point less 128, of each channel. */
  readonly grid?: { readonly inverses: number; readonly zeroPoints: number };
}

/** Cache lines. */
const ALIGNMENT = 64;

type Network = Pick<ReturnType<typeof plainNetwork>, 'tensors' | 'rounded'>;

/** Collects weights in the order in which the kernels read them. */
export class Weights {
  readonly #network: Network;
  readonly #parts: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  readonly #halvedFrom: number;
  #end = 0;

  /** @param halvedFrom matrices in fp32 of at least so many weights are kept in int16 */
  constructor(network: Network, halvedFrom: number) {
    this.#network = network;
    this.#halvedFrom = halvedFrom;
  }

  /**
   * A matrix in panels and its bias.
   * @param grid of its input; it is multiplied in whole numbers if there is one
   * @throws Failure when it is, and weights have more than seven bits
   */
  matrix(weight: string, bias: string, depth: number, divisor = 1, grid?: ActivationGrid): Placed {
    const rounded = this.#network.rounded.get(weight);
    if (!rounded) return this.#floatMatrix(weight, bias, depth, divisor);
    if (grid) {
      if (rounded.values.some((value) => Math.abs(value) > SEVEN_BITS)) {
        throw new Failure(`"${weight}" has more than seven bits, but its layer computes in whole numbers`);
      }
      const packed = packDot(rounded, this.#tensor(bias), depth, grid);
      return {
        format: 'dot',
        grid: { inverses: this.#place(packed.inverses), zeroPoints: this.#place(packed.zeroPoints) },
        weights: this.#place(packed.weights),
        scales: this.#place(packed.scales),
        bias: this.#place(packed.bias),
      };
    }
    const { shape, values, scales } = rounded;
    return {
      format: 'byte',
      weights: this.#place(packPanels({ shape, data: values }, depth)),
      scales: this.#place(padVector({ data: scales.map((scale) => scale / divisor) })),
      bias: this.#place(padVector(this.#tensor(bias))),
    };
  }

  /** Weights of a convolution of the picture, and their bias. There are so few that they are widened here. */
  filters(weight: string, bias: string): Placed {
    const tensor = this.#widened(weight);
    const packed = packPanels(tensor, sizeOf(tensor.shape.slice(1)));
    return { format: 'float', weights: this.#place(packed), bias: this.#place(padVector(this.#tensor(bias))) };
  }

  /** Depthwise weights and their bias. */
  taps(weight: string, bias: string): Placed {
    const rounded = this.#network.rounded.get(weight);
    const placedBias = this.#place(padVector(this.#tensor(bias)));
    if (!rounded) return { format: 'float', weights: this.#place(packTaps(this.#tensor(weight))), bias: placedBias };
    return {
      format: 'byte',
      weights: this.#place(packTaps({ shape: rounded.shape, data: rounded.values })),
      scales: this.#place(padVector({ data: rounded.scales })),
      bias: placedBias,
    };
  }

  /** Everything, in one piece. */
  finish(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#end);
    for (const { offset, bytes } of this.#parts) all.set(bytes, offset);
    return all;
  }

  #floatMatrix(weight: string, bias: string, depth: number, divisor: number): Placed {
    const tensor = this.#tensor(weight);
    const packed = packPanels(tensor, depth, divisor);
    const placedBias = this.#place(padVector(this.#tensor(bias)));
    if (tensor.data.length < this.#halvedFrom) {
      return { format: 'float', weights: this.#place(packed), bias: placedBias };
    }
    const { weights, scales } = halve(packed, depth);
    return { format: 'half', weights: this.#place(weights), scales: this.#place(scales), bias: placedBias };
  }

  #tensor(name: string): Tensor {
    const tensor = this.#network.tensors.get(name);
    if (tensor) return tensor;
    throw new Failure(`the network has no tensor "${name}"`);
  }

  #widened(name: string): Tensor {
    const rounded = this.#network.rounded.get(name);
    return rounded ? widen(rounded) : this.#tensor(name);
  }

  #place(data: Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array): number {
    const offset = this.#end;
    this.#parts.push({ offset, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    this.#end = Math.ceil((offset + data.byteLength) / ALIGNMENT) * ALIGNMENT;
    return offset;
  }
}

function widen({ shape, values, scales }: RoundedTensor): Tensor {
  const row = values.length / scales.length;
  return { shape, data: Float32Array.from(values, (value, at) => value * (scales[Math.floor(at / row)] ?? NaN)) };
}
