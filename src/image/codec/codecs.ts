import { JpegCodec } from './jpeg-codec.ts';
import { WebpCodec } from './webp-codec.ts';

/** A WebAssembly instance that can be used again. */
export interface CodecInstance {
  /** Size of its linear memory, in bytes; it never shrinks. */
  readonly bytes: number;
}

/**
 * Keeps one instance of a codec from one picture to the next. An instance that is dropped keeps its memory until the next
 * garbage collection, and the collector does not know how large it is: twenty WebP pictures of 6 megapixels, each with an
 * instance of its own, took workerd from 118 to 630 MiB.
 *
 * An instance that threw is never used again.
 */
export class CodecCache<Instance extends CodecInstance> {
  readonly #maxBytes: number;
  readonly #create: (module: WebAssembly.Module) => Instance;
  #cached: { readonly module: WebAssembly.Module; readonly instance: Instance } | undefined;
  #usedAt = 0;

  /** @param maxBytes an instance with more memory than this is not kept */
  constructor(maxBytes: number, create: (module: WebAssembly.Module) => Instance) {
    this.#maxBytes = maxBytes;
    this.#create = create;
  }

  /** Memory of the cached instance, in bytes. */
  get bytes(): number {
    return this.#cached?.instance.bytes ?? 0;
  }

  /** When an instance was last used, by `performance.now()`, in ms. */
  get usedAt(): number {
    return this.#usedAt;
  }

  /** Notes that the instance is about to be used. */
  touch(): void {
    this.#usedAt = performance.now();
  }

  /** Lends an instance to `work`, whose result must not refer to the instance's memory. */
  use<Result>(module: WebAssembly.Module, work: (instance: Instance) => Result): Result {
    const instance = this.#cached?.module === module ? this.#cached.instance : this.#create(module);
    this.#cached = undefined;
    this.touch();
    const result = work(instance);
    if (instance.bytes <= this.#maxBytes) this.#cached = { module, instance };
    return result;
  }

  /** Drops the instance. The garbage collector frees its memory later. */
  release(): void {
    this.#cached = undefined;
  }
}

/**
 * The compiled WebAssembly codecs. Whoever knows the platform hands them in: workerd forbids compiling at run time, so
 * there they are imported at build time; Node compiles them from disk. PNG needs none.
 */
export interface Codecs {
  /** `imagescript/wasm/any/jpeg.wasm` (imagescript 1.3.1, MIT): the Rust crate jpeg-decoder. */
  readonly jpeg: WebAssembly.Module;
  /** `@jsquash/webp/codec/dec/webp_dec.wasm` (@jsquash/webp 1.5.0, Apache-2.0): libwebp. Without it WebP is not decoded. */
  readonly webp?: WebAssembly.Module;
}

/** A photograph of 12 megapixels leaves 5.6 MiB. An instance that has grown beyond 16 MiB is not kept. */
const MAX_JPEG_BYTES = 16 * 2 ** 20;

export const jpegCodecs = new CodecCache(MAX_JPEG_BYTES, (module) => new JpegCodec(module));

/** Kept whatever its size: the next large picture needs at least the memory that the largest one took. */
export const webpCodecs = new CodecCache(Number.POSITIVE_INFINITY, (module) => new WebpCodec(module));

/**
 * Memory of the codecs that this isolate keeps for its next pictures, in bytes: at most 16 MiB for JPEG; for WebP 16 MiB,
 * or as much as its largest picture took.
 */
export function cachedCodecBytes(): number {
  return jpegCodecs.bytes + webpCodecs.bytes;
}

/** Drops the cached codecs. The garbage collector frees their memory later. */
export function releaseCodecs(): void {
  jpegCodecs.release();
  webpCodecs.release();
}
