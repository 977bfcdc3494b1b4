import { Failure } from './failure.ts';
import { fromHalf } from './half.ts';
import { sizeOf, type Tensor, type Tensors } from './tensor.ts';

/** Where in its file a tensor lies. */
export interface Extent {
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** Where the tensors of one safetensors file lie. */
export type Extents = ReadonlyMap<string, Extent>;

/** WebAssembly SIMD and cache lines like this alignment, and the header is padded for it. */
const ALIGNMENT = 64;
const LENGTH_BYTES = 8;

/**
 * Writes fp32 tensors as one safetensors file, always in the same bytes. Data starts at a multiple of 64 bytes, and so
 * do all tensors whose own size is a multiple of 64: they come first, because the format allows no holes.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors(tensors: Tensors): Uint8Array<ArrayBuffer> {
  const whole = [...tensors].filter(([, { data }]) => data.byteLength % ALIGNMENT === 0);
  const ragged = [...tensors].filter(([, { data }]) => data.byteLength % ALIGNMENT !== 0);
  const ordered = [...whole, ...ragged];

  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT;

  const file = new Uint8Array(start + end).fill(0x20, LENGTH_BYTES, start);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  file.set(json, LENGTH_BYTES);
  let at = start;
  for (const [, { data }] of ordered) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += Float32Array.BYTES_PER_ELEMENT;
    }
  }
  return file;
}

/**
 * Reads the header of a safetensors file that holds fp32 tensors only, as a graph can refer to them.
 *
 * @param name What to call the file in messages.
 * @throws Failure for a truncated file, a broken header or another number type.
 */
export function readExtents(file: Uint8Array, name: string): Extents {
  const located = locate(file, name);
  for (const [tensor, { dtype }] of located) {
    if (dtype !== 'F32') throw new Failure(`${name}: tensor "${tensor}" has type ${dtype}, not F32`);
  }
  return located;
}

/** How to read one number, by the type's name in the format. */
const NUMBERS: Readonly<Record<string, { bytes: number; read: (view: DataView, at: number) => number }>> = {
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => fromHalf(view.getUint16(at, true)) },
};

interface LocatedTensor extends Extent {
  readonly dtype: string;
}

function locate(file: Uint8Array, name: string): Map<string, LocatedTensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = file.length < LENGTH_BYTES ? Infinity : LENGTH_BYTES + Number(view.getBigUint64(0, true));
  if (start > file.length) throw new Failure(`${name} is not a safetensors file, or it is truncated`);
  const header = parseHeader(new TextDecoder().decode(file.subarray(LENGTH_BYTES, start)), name);
  const located = new Map<string, LocatedTensor>();
  for (const [tensor, entry] of Object.entries(header)) {
    if (tensor === '__metadata__') continue;
    if (!isEntry(entry)) throw new Failure(`${name}: the header entry of tensor "${tensor}" cannot be read`);
    const number = NUMBERS[entry.dtype];
    if (!number) throw new Failure(`${name}: tensor "${tensor}" has type ${entry.dtype}; only F32 and F16 are handled`);
    const [from, to] = entry.data_offsets;
    const length = to - from;
    if (length !== sizeOf(entry.shape) * number.bytes || start + to > file.length) {
      throw new Failure(`${name}: tensor "${tensor}" does not fit its shape or the file, which may be truncated`);
    }
    located.set(tensor, { dtype: entry.dtype, shape: entry.shape, offset: start + from, length });
  }
  return located;
}

/**
 * Reads all tensors of a safetensors file of fp32 and fp16 tensors, widened to fp32.
 *
 * @param name What to call the file in messages.
 * @throws Failure for a truncated file, a broken header or another number type.
 */
export function decodeSafetensors(file: Uint8Array, name: string): Map<string, Tensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tensors = new Map<string, Tensor>();
  for (const [tensor, { dtype, shape, offset }] of locate(file, name)) {
    const number = NUMBERS[dtype];
    if (!number) continue;
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = number.read(view, offset + i * number.bytes);
    tensors.set(tensor, { shape, data });
  }
  return tensors;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function parseHeader(json: string, name: string): object {
  try {
    const header: unknown = JSON.parse(json);
    if (typeof header === 'object' && header !== null) return header;
  } catch {
    // Falls through to the message, which is the same for every way in which the header can be broken.
  }
  throw new Failure(`${name}: the safetensors header is not a JSON object`);
}

function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof Entry, unknown>>;
  const isLengths = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((length) => Number.isSafeInteger(length) && length >= 0);
  return typeof dtype === 'string' && isLengths(shape) && isLengths(offsets) && offsets.length === 2;
}
