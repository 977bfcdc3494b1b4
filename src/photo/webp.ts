import { Mosaic } from './mosaic.ts';
import type { Photo } from './photo.ts';
import type { Picture } from './picture.ts';
import type { WebpHeader } from './webp-header.ts';

interface WebpExports {
  /** memory */
  readonly s: WebAssembly.Memory;
  /** __wasm_call_ctors, which registers the functions of the codec */
  readonly t: () => void;
  /** malloc */
  readonly u: (bytes: number) => number;
  /** __indirect_function_table */
  readonly y: WebAssembly.Table;
}

type Invoker = (callee: number, argument: number) => number;

const PAGE_BYTES = 65_536;

/** A still WebP file that holds one picture and nothing else; libwebp reads no animations, but each of their frames. */
function stillFile({ frame, lossless, image, alpha }: WebpHeader): Uint8Array {
  const parts: [string, Uint8Array][] = [[lossless ? 'VP8L' : 'VP8 ', image]];
  if (alpha !== undefined) {
    const canvas = new DataView(new ArrayBuffer(10));
    canvas.setUint32(0, 0x10, true);
    canvas.setUint32(4, frame.width - 1, true);
    canvas.setUint16(7, frame.height - 1, true);
    parts.unshift(['VP8X', new Uint8Array(canvas.buffer)], ['ALPH', alpha]);
  }
  const size = parts.reduce((sum, [, content]) => sum + 8 + content.length + (content.length % 2), 12);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  const write = (at: number, text: string, length: number): void => {
    for (let i = 0; i < 4; i++) file[at + i] = text.charCodeAt(i);
    view.setUint32(at + 4, length, true);
  };
  write(0, 'RIFF', size - 8);
  write(8, 'WEBP', 0);
  let at = 12;
  for (const [type, content] of parts) {
    write(at, type, content.length);
    file.set(content, at + 8);
    at += 8 + content.length + (content.length % 2);
  }
  return file;
}

/**
 * Decodes a WebP with a fresh instance of the jSquash codec.
 *
 * The codec is C++ bound with Emscripten's embind: `decode(std::string)` ends in `new ImageData(new
 * Uint8ClampedArray(memory view), width, height)`. The package's glue takes those from globalThis, where workerd has no
 * ImageData, and touches `location`; the eighteen imports are few enough to answer them here, which also lets the
 * pixels be read where they are instead of being copied twice. The one-letter names are those of release 1.5.0.
 *
 * @param divisor squares of this many pixels a side are averaged
 * @returns the picture as stored, not yet turned
 * @throws {Error} whatever the codec throws or traps with, and when it finds the picture damaged
 */
export function decodeWebp(header: WebpHeader, codec: WebAssembly.Module, divisor: number): Picture {
  let photo: Photo | undefined;
  let decoder: { invoker: number; callee: number } | undefined;
  let pixels: { pointer: number; length: number } | undefined;
  const word = (pointer: number): number => new DataView(exports.s.buffer).getUint32(pointer, true);

  const imports = {
    a: {
      // _embind_register_function(name, argument count, argument types, signature, invoker, function, is async)
      // The codec has two: version() and decode(file); the count includes what they return.
      c(_name: number, count: number, _types: number, _signature: number, invoker: number, callee: number): void {
        if (count === 2) decoder = { invoker, callee };
      },
      // _emval_get_global(name): which class is meant is told by the number of arguments to the constructor.
      e: handle,
      // _emval_new(class, argument count, types, arguments of eight bytes each)
      h(_class: number, count: number, _types: number, values: number): number {
        if (count === 1) pixels = { length: word(values), pointer: word(values + 4) };
        else if (pixels !== undefined) {
          const rgba = new Uint8Array(exports.s.buffer, pixels.pointer, pixels.length);
          photo = flatten(rgba, word(values + 8), header, divisor);
        }
        return handle();
      },
      // emscripten_memcpy_big(to, from, bytes)
      q(to: number, from: number, bytes: number): void {
        new Uint8Array(exports.s.buffer).copyWithin(to, from, from + bytes);
      },
      // emscripten_resize_heap(bytes): exactly as much as asked for, where Emscripten takes a fifth more.
      p(bytes: number): number {
        exports.s.grow(Math.ceil((bytes - exports.s.buffer.byteLength) / PAGE_BYTES));
        return 1;
      },
      // __cxa_throw and abort
      n: giveUp,
      j: giveUp,
      // _emval_decref and _emval_incref
      d: ignore,
      i: ignore,
      // _embind_register_bigint, _bool, _emval, _float, _integer, _memory_view, _std_string, _std_wstring and _void
      o: ignore,
      l: ignore,
      r: ignore,
      k: ignore,
      b: ignore,
      a: ignore,
      g: ignore,
      f: ignore,
      m: ignore,
    },
  };
  const exports = new WebAssembly.Instance(codec, imports).exports as unknown as WebpExports;
  exports.t();
  if (decoder === undefined) throw new Error('The WebP codec registered no decoder.');
  const file = stillFile(header);
  // embind passes a std::string as its length and then its bytes, closed by a zero.
  const argument = exports.u(4 + file.length + 1);
  new DataView(exports.s.buffer).setUint32(argument, file.length, true);
  new Uint8Array(exports.s.buffer).set(file, argument + 4);
  const invoke = exports.y.get(decoder.invoker) as Invoker;
  invoke(decoder.callee, argument);
  if (photo === undefined) throw new Error('The WebP codec returned no picture.');
  return { photo, wasmBytes: exports.s.buffer.byteLength, complete: header.isClosed, coverage: 1 };
}

/** Lays RGBA pixels, alpha not premultiplied, on a white canvas and averages squares of it. */
function flatten(rgba: Uint8Array, rowPixels: number, { width, height, frame }: WebpHeader, divisor: number): Photo {
  if (rowPixels !== frame.width) throw new Error('The WebP codec returned a picture of another size.');
  const mosaic = new Mosaic(width, height, divisor, true);
  const row = new Uint8Array(3 * width).fill(255);
  const left = 3 * frame.left;
  for (let y = 0, from = 0; y < height; y++) {
    if (y === frame.top + frame.height) row.fill(255);
    if (y >= frame.top && y < frame.top + frame.height) {
      for (let to = left; to < left + 3 * frame.width; from += 4) {
        const alpha = rgba[from + 3] ?? 0;
        for (let channel = from; channel < from + 3; channel++, to++) {
          const value = rgba[channel] ?? 0;
          row[to] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
        }
      }
    }
    mosaic.addRow(row, width, y);
  }
  return mosaic.finish();
}

/** Any handle but the reserved ones of embind, which are below five. */
function handle(): number {
  return 5;
}

function ignore(): void {
  // The reference counts and type names of embind matter to its glue only.
}

function giveUp(): never {
  throw new Error('The WebP codec gave up.');
}
