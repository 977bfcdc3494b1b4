import type { Network } from '../onnx/graph.ts';
import { sizeOf, type Tensor, tensorOf } from '../weights/tensor.ts';
import { halve, packPanels, packTaps, padVector } from './panels.ts';

/** Where weights lie, relative to their begin. `scales` is there when they are in int16. */
export interface Placed {
  readonly weights: number;
  readonly scales?: number;
  readonly bias: number;
}

/** Cache lines. */
const ALIGNMENT = 64;

/** Collects weights in the order in which the kernels read them. */
export class Weights {
  readonly #tensors: Network['tensors'];
  readonly #parts: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  readonly #roundedFrom: number;
  #end = 0;

  /** @param roundedFrom matrices of at least so many weights are kept in int16 */
  constructor(tensors: Network['tensors'], roundedFrom: number) {
    this.#tensors = tensors;
    this.#roundedFrom = roundedFrom;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#end;
  }

  /** A matrix in panels and its bias. */
  matrix(weight: string, bias: string, depth: number, divisor = 1): Placed {
    const tensor = this.#tensor(weight);
    const packed = packPanels(tensor, depth, divisor);
    const placedBias = this.#place(padVector(this.#tensor(bias)));
    if (tensor.data.length < this.#roundedFrom) return { weights: this.#place(packed), bias: placedBias };
    const { weights, scales } = halve(packed, depth);
    return { weights: this.#place(weights), scales: this.#place(scales), bias: placedBias };
  }

  /** Weights of a convolution of the picture, and their bias. */
  filters(weight: string, bias: string): Placed {
    const tensor = this.#tensor(weight);
    const packed = packPanels(tensor, sizeOf(tensor.shape.slice(1)));
    return { weights: this.#place(packed), bias: this.#place(padVector(this.#tensor(bias))) };
  }

  /** Depthwise weights and their bias. */
  taps(weight: string, bias: string): Placed {
    return { weights: this.#place(packTaps(this.#tensor(weight))), bias: this.#place(padVector(this.#tensor(bias))) };
  }

  /** Everything, in one piece. */
  finish(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#end);
    for (const { offset, bytes } of this.#parts) all.set(bytes, offset);
    return all;
  }

  #tensor(name: string): Tensor {
    return tensorOf(this.#tensors, name, 'the network');
  }

  #place(data: Float32Array | Int16Array): number {
    const offset = this.#end;
    this.#parts.push({ offset, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    this.#end = Math.ceil((offset + data.byteLength) / ALIGNMENT) * ALIGNMENT;
    return offset;
  }
}
