import { Failure } from '../../kit/failure.ts';
import { fromBrainFloat, fromHalf } from './half.ts';
import { sizeOf, type StoredTensor, type StoredTensors, type Tensor } from './tensor.ts';

/** Where in its file a tensor lies. */
interface Extent {
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** The type of its numbers, as the format calls it. */
  readonly dtype: string;
}

/** Where the tensors of one safetensors file lie. */
export type Extents = ReadonlyMap<string, Extent>;

/** WebAssembly SIMD and cache lines like this alignment, and the header is padded for it. */
const ALIGNMENT = 64;
const LENGTH_BYTES = 8;

/**
 * Writes tensors as one safetensors file, always in the same bytes. Data starts at a multiple of 64 bytes, and so
 * do all tensors whose own size is a multiple of 64: they come first, because the format allows no holes. Behind them,
 * wider numbers come before narrower ones, so that each lies at a multiple of its own width.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors(tensors: StoredTensors): Uint8Array<ArrayBuffer> {
  const whole = [...tensors].filter(([, { data }]) => data.byteLength % ALIGNMENT === 0);
  const ragged = [...tensors]
    .filter(([, { data }]) => data.byteLength % ALIGNMENT !== 0)
    .sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const ordered = [...whole, ...ragged];

  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [end, end + data.byteLength] };
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
    if (IS_LITTLE_ENDIAN || data.BYTES_PER_ELEMENT === 1) {
      file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    } else {
      for (let index = 0; index < data.length; index++) view.setFloat32(at + 4 * index, data[index] ?? NaN, true);
    }
    at += data.byteLength;
  }
  return file;
}

function dtypeOf(data: StoredTensor['data']): string {
  if (data instanceof Int8Array) return 'I8';
  return data instanceof Uint8Array ? 'U8' : 'F32';
}

/** What a graph can refer to. */
const STORED = ['F32', 'I8', 'U8'];

/**
 * Reads the header of a safetensors file whose tensors a graph can refer to: fp32, or those of a quantised network.
 *
 * @param name What to call the file in messages.
 * @throws Failure for a truncated file, a broken header or another number type.
 */
export function readExtents(file: Uint8Array, name: string): Extents {
  const located = locate(file, name);
  for (const [tensor, { dtype }] of located) {
    if (!STORED.includes(dtype)) {
      throw new Failure(`${name}: tensor "${tensor}" has type ${dtype}, not ${STORED.join(', ')}`);
    }
  }
  return located;
}

/** Bytes of one number, by the type's name in the format. */
const WIDTHS: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};

/** How to read the types that weights come in. */
const FLOATS: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => fromHalf(view.getUint16(at, true)),
  BF16: (view, at) => fromBrainFloat(view.getUint16(at, true)),
};

/** The format's own limit, which keeps a damaged length from being believed. */
const MAX_HEADER_BYTES = 100_000_000;

function locate(file: Uint8Array, name: string): Map<string, Extent> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < LENGTH_BYTES ? 0 : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length === 0 || length > MAX_HEADER_BYTES || start > file.length) {
    const claim = file.length < LENGTH_BYTES ? '' : `: it has ${file.length} bytes and claims a header of ${length}`;
    throw new Failure(`${name} is not a safetensors file, or it is truncated${claim}`);
  }
  const header = parseHeader(new TextDecoder().decode(file.subarray(LENGTH_BYTES, start)), name);
  const located = new Map<string, Extent>();
  for (const [tensor, entry] of Object.entries(header)) {
    if (tensor === '__metadata__') continue;
    if (!isEntry(entry)) throw new Failure(`${name}: the header entry of tensor "${tensor}" cannot be read`);
    const width = WIDTHS[entry.dtype];
    if (width === undefined) {
      const known = Object.keys(WIDTHS).join(', ');
      throw new Failure(`${name}: tensor "${tensor}" has type ${entry.dtype}; known types are ${known}`);
    }
    const [from, to] = entry.data_offsets;
    if (to - from !== sizeOf(entry.shape) * width || start + to > file.length) {
      throw new Failure(`${name}: tensor "${tensor}" does not fit its shape or the file, which may be truncated`);
    }
    located.set(tensor, { dtype: entry.dtype, shape: entry.shape, offset: start + from, length: to - from });
  }
  requireNoHoles(located, start, file.length, name);
  return located;
}

/** The format wants every byte behind the header to belong to exactly one tensor. */
function requireNoHoles(located: ReadonlyMap<string, Extent>, start: number, end: number, name: string): void {
  let [at, before] = [start, 'the header'];
  for (const [tensor, { offset, length }] of [...located].sort(
    ([, a], [, b]) => a.offset - b.offset || a.length - b.length,
  )) {
    if (offset < at) throw new Failure(`${name}: tensor "${tensor}" overlaps ${before}`);
    if (offset > at) throw new Failure(`${name}: ${offset - at} bytes before tensor "${tensor}" belong to no tensor`);
    [at, before] = [offset + length, `tensor "${tensor}"`];
  }
  if (at !== end) throw new Failure(`${name}: ${end - at} bytes behind ${before} belong to no tensor`);
}

/** Counters of BatchNorm's training steps, which nothing that runs a network reads. */
const COUNTER = /(^|\.)num_batches_tracked$/;

/**
 * Reads the weights of a safetensors file, widened or rounded to fp32.
 *
 * @param name What to call the file in messages.
 * @throws Failure for a truncated file, a broken header, or weights that are not floating point numbers.
 */
export function decodeSafetensors(file: Uint8Array, name: string): Map<string, Tensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tensors = new Map<string, Tensor>();
  for (const [tensor, { dtype, shape, offset, length }] of locate(file, name)) {
    if (COUNTER.test(tensor)) continue;
    const read = FLOATS[dtype];
    if (!read) {
      const readable = Object.keys(FLOATS).join(', ');
      throw new Failure(`${name}: tensor "${tensor}" has type ${dtype}; weights are read as ${readable}`);
    }
    const data = new Float32Array(sizeOf(shape));
    if (dtype === 'F32' && IS_LITTLE_ENDIAN) {
      new Uint8Array(data.buffer).set(file.subarray(offset, offset + length));
    } else {
      const width = WIDTHS[dtype] ?? 1;
      for (let index = 0; index < data.length; index++) data[index] = read(view, offset + index * width);
    }
    tensors.set(tensor, { shape, data });
  }
  return tensors;
}

/** The order of bytes in the file; where it is the machine's own, fp32 needs no conversion. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

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
