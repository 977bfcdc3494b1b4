import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { Failure, isCode } from '../../kit/failure.ts';
import { sizeOf } from '../weights/tensor.ts';

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), z.unknown()).default({}),
});

// Strict, so that a quantised weight (which has one more key) is refused instead of misread.
const weightSchema = z.strictObject({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.string() });

const modelSchema = z.object({
  format: z.literal('graph-model'),
  modelTopology: z.object({ node: z.array(nodeSchema).min(1) }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

/** A node of TensorFlow's GraphDef, in the JSON form of TensorFlow.js. */
export type TfNode = z.infer<typeof nodeSchema>;

/** A constant of a TensorFlow graph. */
export interface TfConstant {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A TensorFlow.js graph model; nodes are in an order in which they can run. */
export interface TfGraph {
  readonly nodes: readonly TfNode[];
  readonly weights: ReadonlyMap<string, TfConstant>;
}

/**
 * Reads a TensorFlow.js graph model.
 *
 * @param folder Holds `model.json` and the weight shards that it names.
 * @throws Failure for another format, a shard that is missing or truncated, or a number type that is not handled.
 */
export async function readTfjs(folder: string): Promise<TfGraph> {
  const parsed = modelSchema.safeParse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
  if (!parsed.success)
    throw new Failure(`model.json is not a TensorFlow.js graph model: ${z.prettifyError(parsed.error)}`);
  const { modelTopology, weightsManifest } = parsed.data;
  const weights = new Map<string, TfConstant>();
  for (const group of weightsManifest) {
    const shards = await Promise.all(group.paths.map((path) => readShard(folder, path)));
    const bytes = Buffer.concat(shards);
    const size = group.weights.reduce((sum, weight) => sum + 4 * sizeOf(weight.shape), 0);
    if (bytes.length !== size) {
      const sizes = group.paths.map((path, index) => `${path} ${shards[index]?.length ?? 0}`).join(', ');
      throw new Failure(`the weights should have ${size} bytes, but the shards have ${bytes.length}: ${sizes}`);
    }
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const data = decode(bytes, offset, sizeOf(shape), dtype, name);
      weights.set(name, { shape, data });
      offset += data.byteLength;
    }
  }
  return { nodes: modelTopology.node, weights };
}

function decode(bytes: Buffer, offset: number, count: number, dtype: string, name: string): Float32Array | Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 4 * count);
  if (dtype === 'float32') {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = view.getFloat32(4 * i, true);
    return data;
  }
  if (dtype === 'int32') return Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true));
  throw new Failure(`weight "${name}" has type ${dtype}, which is not handled`);
}

async function readShard(folder: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, path));
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Failure(`the shard ${path} of the TensorFlow.js model is missing`);
    throw error;
  }
}
