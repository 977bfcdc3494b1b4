import { CodecCache, type CodecInstance } from '../codec/codecs.ts';
import type { Image } from '../image.ts';
import { coveredRows, type ResampleWeights } from './resample-weights.ts';
import type { Resampler } from './resampler.ts';

/** What src/inference/engines/simd/kernels/resample.ts exports. */
interface ResampleExports {
  readonly memory: WebAssembly.Memory;
  readonly rows: (from: number, rowBytes: number, count: number, axis: number, to: number) => void;
  readonly columns: (from: number, rowBytes: number, axis: number, to: number) => void;
}

const PAGE_BYTES = 65_536;

/** The image is copied into the kernel's memory in strips of about so many bytes. */
const STRIP_BYTES = 2 ** 18;

/** An ordinary image takes less than one megabyte; a very high one that is squashed takes more. */
const MAX_CACHED_BYTES = 4 * 2 ** 20;

/** Bytes of the record of an axis: three addresses, its stride and its count. */
const AXIS_BYTES = 20;

/** The kernels read and write up to so many bytes behind an image. */
const SPARE_BYTES = 16;

class ResampleKernel implements CodecInstance {
  readonly #exports: ResampleExports;
  /** Address of free memory. The first bytes belong to the compiler's stub runtime. */
  #end = 0;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as ResampleExports;
  }

  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  resample({ data, width }: Image, across: ResampleWeights, down: ResampleWeights): Uint8Array {
    const { top, bottom } = coveredRows(down);
    const rowBytes = 3 * width;
    const outRowBytes = 3 * across.starts.length;
    const outBytes = outRowBytes * down.starts.length;
    const strip = Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
    this.#end = 1024;
    const acrossAt = this.#storeAxis(across, 0);
    const downAt = this.#storeAxis(down, top);
    const source = this.#allocate(strip * rowBytes);
    const middle = this.#allocate((bottom - top) * outRowBytes);
    const result = this.#allocate(outBytes);
    const memory = new Uint8Array(this.#exports.memory.buffer);
    for (let y = top; y < bottom; y += strip) {
      const count = Math.min(strip, bottom - y);
      memory.set(data.subarray(rowBytes * y, rowBytes * (y + count)), source);
      this.#exports.rows(source, rowBytes, count, acrossAt, middle + (y - top) * outRowBytes);
    }
    this.#exports.columns(middle, outRowBytes, downAt, result);
    return memory.slice(result, result + outBytes);
  }

  /** Returns an address aligned for vectors, and grows the memory when it is too small. */
  #allocate(bytes: number): number {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes + SPARE_BYTES) / 16) * 16;
    const missing = Math.ceil((this.#end - this.bytes) / PAGE_BYTES);
    if (missing > 0) this.#exports.memory.grow(missing);
    return at;
  }

  /** @param offset subtracted from each start, because the rows before it are left out */
  #storeAxis({ starts, lengths, weights, stride }: ResampleWeights, offset: number): number {
    const count = starts.length;
    const record = this.#allocate(AXIS_BYTES);
    const startsAt = this.#allocate(4 * count);
    const lengthsAt = this.#allocate(4 * count);
    const weightsAt = this.#allocate(4 * weights.length);
    const words = new Int32Array(this.#exports.memory.buffer);
    words.set([startsAt, lengthsAt, weightsAt, stride, count], record / 4);
    words.set(
      starts.map((start) => start - offset),
      startsAt / 4,
    );
    words.set(lengths, lengthsAt / 4);
    words.set(weights, weightsAt / 4);
    return record;
  }
}

/**
 * Scales with src/inference/engines/simd/kernels/resample.ts, which does the arithmetic of `resampleInJavaScript` for four
 * numbers at once: the same bytes in a fifth of the time, and the first time in a new isolate, which interprets its
 * JavaScript, in a seventh.
 *
 * @param module dist/kernels/resample.wasm
 */
export function wasmResampler(module: WebAssembly.Module): Resampler {
  const kernels = new CodecCache(MAX_CACHED_BYTES, (code) => new ResampleKernel(code));
  return (image, across, down) => kernels.use(module, (kernel) => kernel.resample(image, across, down));
}
