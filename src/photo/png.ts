import { flatten } from './flatten.ts';
import type { Photo } from './photo.ts';
import type { PngHeader } from './png-header.ts';

interface PngExports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_malloc: (bytes: number, alignment: number) => number;
  readonly decode: (pointer: number, length: number) => number;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * Decodes a PNG with a fresh instance of the jSquash codec.
 *
 * The package's own glue keeps one instance for ever and puts an `ImageData` on globalThis. The codec asks the host for
 * no more than an object to hand its pixels to, so they are taken here, straight from its memory.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @returns the picture as stored, not yet turned, and the bytes of WebAssembly memory that the decode took
 * @throws {Error} whatever the codec throws or traps with
 */
export function decodePng(
  header: PngHeader,
  codec: WebAssembly.Module,
  divisor: number,
): { photo: Photo; wasmBytes: number } {
  let photo: Photo | undefined;
  const imports = {
    wbg: {
      // new ImageData(Uint8ClampedArray at pointer, width, height); the names are wasm-bindgen's.
      __wbg_newwithownedu8clampedarrayandsh_91db5987993a08fb(
        pointer: number,
        length: number,
        width: number,
        height: number,
      ): number {
        photo = flatten(new Uint8Array(exports.memory.buffer, pointer >>> 0, length), width, height, divisor);
        return 0;
      },
      __wbindgen_throw(): never {
        throw new Error('The PNG codec gave up.');
      },
      __wbindgen_object_drop_ref: unused,
      __wbindgen_memory: unused,
      __wbg_buffer_a448f833075b71ba: unused,
      __wbg_newwithbyteoffsetandlength_099217381c451830: unused,
    },
  };
  const exports = new WebAssembly.Instance(codec, imports).exports as unknown as PngExports;
  const parts = [SIGNATURE, ...header.chunks];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const pointer = exports.__wbindgen_malloc(length, 1) >>> 0;
  let at = pointer;
  for (const part of parts) {
    new Uint8Array(exports.memory.buffer, at, part.length).set(part);
    at += part.length;
  }
  exports.decode(pointer, length);
  if (photo === undefined) throw new Error('The PNG codec returned no picture.');
  return { photo, wasmBytes: exports.memory.buffer.byteLength };
}

/** Imports of the encoder and of the 16-bit decoder, which are linked but never called here. */
function unused(): never {
  throw new Error('The PNG codec called a function that decoding does not need.');
}
