/**
 * The compiled WebAssembly decoders, handed in by whoever knows the platform: workerd forbids compiling at run time, so
 * there they are imported at build time; Node compiles them from disk.
 *
 * PNG needs none. An instance is kept for the next picture unless its memory has grown, which never shrinks again.
 */
export interface Codecs {
  /** `imagescript/wasm/any/jpeg.wasm` (imagescript 1.3.1, MIT): the Rust crate jpeg-decoder. */
  readonly jpeg: WebAssembly.Module;
  /** `@jsquash/webp/codec/dec/webp_dec.wasm` (@jsquash/webp 1.5.0, Apache-2.0): libwebp. */
  readonly webp: WebAssembly.Module;
}
