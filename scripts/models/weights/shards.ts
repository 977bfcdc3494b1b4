import { Failure } from '../../kit/failure.ts';
import type { StoredTensor, StoredTensors } from './tensor.ts';

/** Bytes of one static asset (https://developers.cloudflare.com/workers/platform/limits/#static-assets). */
export const ASSET_LIMIT = 25 * 1024 * 1024;

/** Bytes left for the header of a file. */
const HEADER = 256 * 1024;

/** Weights that go into one file. */
interface Shard {
  readonly path: string;
  readonly tensors: StoredTensors;
}

/**
 * Distributes weights over files that are small enough for static assets of Cloudflare. Names follow Hugging Face: `resnet50.backbone-00001-of-00004.safetensors`. A single file keeps its name.
 *
 * @throws Failure for a tensor that is larger than a file may be: no graph can read one from two files
 */
export function shardTensors(path: string, tensors: StoredTensors, limit: number = ASSET_LIMIT - HEADER): Shard[] {
  let part = new Map<string, StoredTensor>();
  const parts = [part];
  let filled = 0;
  for (const [name, tensor] of tensors) {
    const bytes = tensor.data.byteLength;
    if (bytes > limit) {
      throw new Failure(
        `the tensor "${name}" takes ${mebibytes(bytes)}, but Cloudflare serves no file of more than ${mebibytes(ASSET_LIMIT)}`,
      );
    }
    if (filled > 0 && filled + bytes > limit) {
      part = new Map<string, StoredTensor>();
      parts.push(part);
      filled = 0;
    }
    part.set(name, tensor);
    filled += bytes;
  }
  const digits = (value: number): string => String(value).padStart(5, '0');
  const numbered = (index: number): string =>
    path.replace(/(?=\.safetensors$)/, `-${digits(index + 1)}-of-${digits(parts.length)}`);
  return parts.map((part, index) => ({ path: parts.length === 1 ? path : numbered(index), tensors: part }));
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
