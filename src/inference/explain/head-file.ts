import type { ClassifierHead } from '../../verdict/classifier-head.ts';

const LENGTH_BYTES = 8;

/** What the header of the file says of a tensor. The build writes no other types. */
interface Entry {
  readonly dtype: 'F32' | 'I8';
  readonly data_offsets: readonly [begin: number, end: number];
}

/**
 * Reads the classifier of a model from what the build writes: safetensors with `classifier.weight`, and `hidden.weight` and
 * `norm.weight` where there are such layers, each with its bias. Numbers in fp32 are not copied where their alignment
 * allows; numbers in int8 are widened, each row by its own factor in `<name>.scale`.
 *
 * @param files all that the model has in the role `head`, whose checksums were found right
 * @throws when a tensor is missing
 * @see https://github.com/huggingface/safetensors#format
 */
export function readHead(files: readonly Uint8Array<ArrayBuffer>[]): ClassifierHead {
  const tensors = new Map(files.flatMap(tensorsOf));
  const layerOf = (name: string): ClassifierHead['classifier'] | undefined => {
    const [stored, scales] = [tensors.get(`${name}.weight`), tensors.get(`${name}.weight.scale`)];
    const weight = stored instanceof Int8Array ? widen(stored, scales) : stored;
    const bias = tensors.get(`${name}.bias`);
    return weight && bias instanceof Float32Array ? { weight, bias } : undefined;
  };
  const classifier = layerOf('classifier');
  if (classifier === undefined)
    throw new Error('the weights of the head have no classifier.weight and classifier.bias');
  return { classifier, hidden: layerOf('hidden'), norm: layerOf('norm') };
}

function tensorsOf(file: Uint8Array<ArrayBuffer>): [string, Float32Array | Int8Array][] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  const json = new TextDecoder().decode(file.subarray(LENGTH_BYTES, start));
  const entries = Object.entries(JSON.parse(json) as Readonly<Record<string, Entry>>);
  return entries
    .filter(([name]) => name !== '__metadata__')
    .map(([name, { dtype, data_offsets }]) => {
      const bytes = file.subarray(start + data_offsets[0], start + data_offsets[1]);
      return [name, dtype === 'I8' ? new Int8Array(bytes) : floatsOf(bytes)];
    });
}

/** @throws when there is not one scale a row */
function widen(values: Int8Array, scales: Float32Array | Int8Array | undefined): Float32Array {
  if (!(scales instanceof Float32Array) || values.length % scales.length !== 0) {
    throw new Error('weights of the head are in int8 and have no scale a row');
  }
  const row = values.length / scales.length;
  const widened = new Float32Array(values.length);
  for (const [index, value] of values.entries()) widened[index] = value * (scales[Math.floor(index / row)] ?? NaN);
  return widened;
}

function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}
