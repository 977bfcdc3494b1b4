interface WebpExports {
  /** memory */
  readonly s: WebAssembly.Memory;
  /** __wasm_call_ctors, which registers the codec's functions */
  readonly t: () => void;
  /** malloc */
  readonly u: (bytes: number) => number;
  /** __indirect_function_table */
  readonly y: WebAssembly.Table;
}

type Invoker = (callee: number, argument: number) => number;

/** Gets a view of RGBA pixels in the codec's memory, alpha not premultiplied, and must not keep it. */
type TakePixels = (rgba: Uint8Array, width: number, height: number) => void;

const PAGE_BYTES = 65_536;

/**
 * An instance of jSquash's codec.
 *
 * It is C++ bound with Emscripten's embind: `decode(std::string)` ends in `new ImageData(new Uint8ClampedArray(memory
 * view), width, height)`. The package's JavaScript takes those from globalThis, where workerd has no ImageData, and reads
 * `location`. This class provides the eighteen imports itself, which also lets it read the pixels in place instead of
 * copying them twice. The one-letter names are those of release 1.5.0.
 *
 * Before each picture the memory is reset to that of a new instance, so that a crafted file cannot affect the next decode.
 */
export class WebpCodec {
  readonly #exports: WebpExports;
  /** The memory before the first picture, without the zeros at its end. */
  readonly #pristine: Uint8Array;
  #isPristine = true;
  #decoder: { readonly invoker: number; readonly callee: number } | undefined;
  #take: TakePixels | undefined;
  #pixels: { readonly pointer: number; readonly length: number } | undefined;

  constructor(codec: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(codec, { a: this.#imports() }).exports as unknown as WebpExports;
    this.#exports.t();
    const memory = new Uint8Array(this.#exports.s.buffer);
    this.#pristine = memory.slice(0, memory.findLastIndex((byte) => byte !== 0) + 1);
  }

  get bytes(): number {
    return this.#exports.s.buffer.byteLength;
  }

  /** @throws {Error} whatever the codec throws or traps with, and when it finds the picture damaged */
  decode(file: Uint8Array, take: TakePixels): void {
    const { s: memory, u: malloc, y: table } = this.#exports;
    if (this.#decoder === undefined) throw new Error('The WebP codec registered no decoder.');
    if (!this.#isPristine) {
      new Uint8Array(memory.buffer).fill(0);
      new Uint8Array(memory.buffer).set(this.#pristine);
    }
    this.#isPristine = false;
    // embind passes a std::string as its length, its bytes and a zero.
    const argument = malloc(4 + file.length + 1);
    new DataView(memory.buffer).setUint32(argument, file.length, true);
    new Uint8Array(memory.buffer).set(file, argument + 4);
    this.#take = take;
    this.#pixels = undefined;
    const invoke = table.get(this.#decoder.invoker) as Invoker;
    invoke(this.#decoder.callee, argument);
    this.#take = undefined;
  }

  #word(pointer: number): number {
    return new DataView(this.#exports.s.buffer).getUint32(pointer, true);
  }

  #imports(): Record<string, (...values: number[]) => number> {
    return {
      // _embind_register_function(name, argument count, argument types, signature, invoker, function, is async)
      // The codec has two: version() and decode(file); the count includes what they return.
      c: (_name, count, _types, _signature, invoker = 0, callee = 0) => {
        if (count === 2) this.#decoder = { invoker, callee };
        return 0;
      },
      // _emval_get_global(name): the number of arguments to the constructor tells which class is meant.
      e: () => HANDLE,
      // _emval_new(class, argument count, types, arguments of eight bytes each)
      h: (_class, count, _types, values = 0) => {
        if (count === 1) this.#pixels = { length: this.#word(values), pointer: this.#word(values + 4) };
        else if (this.#pixels !== undefined) {
          const rgba = new Uint8Array(this.#exports.s.buffer, this.#pixels.pointer, this.#pixels.length);
          this.#take?.(rgba, this.#word(values + 8), this.#word(values + 16));
        }
        return HANDLE;
      },
      // emscripten_memcpy_big(to, from, bytes)
      q: (to = 0, from = 0, bytes = 0) => {
        new Uint8Array(this.#exports.s.buffer).copyWithin(to, from, from + bytes);
        return 0;
      },
      // emscripten_resize_heap(bytes): grows to exactly that size; Emscripten's own takes a fifth more.
      p: (bytes = 0) => {
        const { s: memory } = this.#exports;
        memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES));
        return 1;
      },
      // __cxa_throw and abort
      n: giveUp,
      j: giveUp,
      // _emval_decref and _emval_incref, then _embind_register_bigint, _bool, _emval, _float, _integer, _memory_view,
      // _std_string, _std_wstring and _void: only embind's JavaScript needs reference counts and type names.
      ...Object.fromEntries(Array.from('diolrkbagfm', (name) => [name, () => 0])),
    };
  }
}

/** Any handle that embind does not reserve; those are below five. */
const HANDLE = 5;

function giveUp(): never {
  throw new Error('The WebP codec gave up.');
}
