import { readFile } from 'node:fs/promises';

import { gguf } from '@huggingface/gguf';

import { Failure, reasonOf } from '../../kit/failure.ts';
import { fromHalf } from './half.ts';
import { sizeOf, type Tensor } from './tensor.ts';

/** What a GGUF file holds. */
export interface GgufFile {
  readonly metadata: ReadonlyMap<string, unknown>;
  /** By the names of the framework that wrote it, widened to fp32. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** How to read one number, by GGML's type. */
const DECODERS: ReadonlyMap<number, { bytes: number; read: (view: DataView, at: number) => number }> = new Map([
  [0, { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) }],
  [1, { bytes: 2, read: (view: DataView, at: number) => fromHalf(view.getUint16(at, true)) }],
]);

/**
 * Reads a GGUF file of fp32 and fp16 tensors.
 *
 * @throws Failure for another format, another number type, or a file that ends before its last tensor does.
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function readGguf(path: string): Promise<GgufFile> {
  const file = await readFile(path);
  const header = await gguf(path, { allowLocalFile: true }).catch((error: unknown) => {
    throw new Failure(`${path} is not a GGUF file, or it is truncated: ${reasonOf(error)}`);
  });
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, dtype, offset } of header.tensorInfos) {
    const decoder = DECODERS.get(dtype);
    if (!decoder) throw new Failure(`${path}: tensor "${name}" has GGML type ${dtype}; only F32 and F16 are handled`);
    // GGML lists axes from the fastest one, ONNX from the slowest.
    const axes = shape.map(Number).reverse();
    const data = new Float32Array(sizeOf(axes));
    const start = Number(header.tensorDataOffset + offset);
    if (name === '' || start + data.length * decoder.bytes > file.length) {
      throw new Failure(`${path} is truncated: it has ${file.length} bytes and ends before tensor "${name}"`);
    }
    for (let i = 0; i < data.length; i++) data[i] = decoder.read(view, start + i * decoder.bytes);
    tensors.set(name, { shape: axes, data });
  }
  return { metadata: new Map(Object.entries(header.metadata)), tensors };
}
