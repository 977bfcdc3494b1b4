import { z } from 'zod';

import type { ClassifierHead } from '../verdict/classifier-head.ts';

const LENGTH_BYTES = 8;

const entrySchema = z.object({ dtype: z.literal('F32'), data_offsets: z.tuple([z.int(), z.int()]) });

/**
 * The classifier of a model, as the build writes it: safetensors with `classifier.weight`, and `hidden.weight` and
 * `norm.weight` where there are such layers, each with its bias. The numbers are not copied where their alignment allows.
 *
 * @param files all that the model has in the role `head`
 * @throws when a tensor is missing, or a file is no such file
 * @see https://github.com/huggingface/safetensors#format
 */
export function readHead(files: readonly Uint8Array<ArrayBuffer>[]): ClassifierHead {
  const tensors = new Map(files.flatMap(tensorsOf));
  const layerOf = (name: string): ClassifierHead['classifier'] | undefined => {
    const [weight, bias] = [tensors.get(`${name}.weight`), tensors.get(`${name}.bias`)];
    return weight && bias && { weight, bias };
  };
  const classifier = layerOf('classifier');
  if (classifier === undefined)
    throw new Error('the weights of the head have no classifier.weight and classifier.bias');
  return { classifier, hidden: layerOf('hidden'), norm: layerOf('norm') };
}

function tensorsOf(file: Uint8Array<ArrayBuffer>): [string, Float32Array][] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  const json: unknown = JSON.parse(new TextDecoder().decode(file.subarray(LENGTH_BYTES, start)));
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(json)).filter(
    ([name]) => name !== '__metadata__',
  );
  return entries.map(([name, entry]) => {
    const [from, to] = entrySchema.parse(entry).data_offsets;
    return [name, floatsOf(file.subarray(start + from, start + to))];
  });
}

function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}
