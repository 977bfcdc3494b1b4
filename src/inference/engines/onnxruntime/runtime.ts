import * as ort from 'onnxruntime-web/wasm';

/** The single WebAssembly instance of onnxruntime. */
export interface Runtime {
  readonly ort: typeof ort;
  /** Its linear memory, which grows with the sessions and never shrinks. */
  readonly memory: WebAssembly.Memory;
}

/** The smallest valid ONNX model, y = Identity(x): loading it starts the runtime and nothing else. */
const IDENTITY_MODEL = 'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR';

const PAGE_BYTES = 65_536;

let starting: Promise<Runtime> | undefined;
/** The runtime, once it has been started in this isolate. */
export let currentRuntime: Runtime | undefined;

/**
 * Starts onnxruntime from a module that was compiled at build time, once for each isolate; later and simultaneous calls
 * share the first one. A start that fails is forgotten, so that the next request tries again.
 *
 * onnxruntime-web compiles bytes itself, which workerd forbids ("Wasm code generation disallowed by embedder"). Therefore
 * it gets a placeholder instead of bytes, and `WebAssembly.instantiate` is replaced by a function that instantiates the
 * compiled module when it is called with the placeholder. Other calls go to the original function, which is restored as
 * soon as the runtime has started.
 *
 * @param module `onnxruntime-web/ort-wasm-simd-threaded.wasm`, compiled
 */
export function startRuntime(module: WebAssembly.Module): Promise<Runtime> {
  starting ??= start(module).then(
    (runtime) => (currentRuntime = runtime),
    (error: unknown) => {
      starting = undefined;
      throw error;
    },
  );
  return starting;
}

async function start(module: WebAssembly.Module): Promise<Runtime> {
  const placeholder = new ArrayBuffer(8);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = placeholder;
  ort.env.logLevel = 'error';

  let memory: WebAssembly.Memory | undefined;
  const original = Reflect.get(WebAssembly, 'instantiate') as (
    source: unknown,
    imports?: WebAssembly.Imports,
  ) => Promise<unknown>;
  const override = async (source: unknown, imports: WebAssembly.Imports = {}): Promise<unknown> => {
    if (!ArrayBuffer.isView(source) || source.buffer !== placeholder)
      return original.call(WebAssembly, source, imports);
    memory = importedMemory(imports);
    if (memory !== undefined) growSparingly(memory);
    return { module, instance: await original.call(WebAssembly, module, imports) };
  };

  Reflect.set(WebAssembly, 'instantiate', override);
  try {
    const session = await ort.InferenceSession.create(
      Uint8Array.from(atob(IDENTITY_MODEL), (character) => character.charCodeAt(0)),
      {
        executionProviders: ['wasm'],
      },
    );
    await session.release();
  } finally {
    Reflect.set(WebAssembly, 'instantiate', original);
  }

  if (memory === undefined) throw new Error('onnxruntime-web started without the WebAssembly module it was given');
  return { ort, memory };
}

/** Up to this size the heap grows as Emscripten wants it to: no shipped model takes more alone. */
const SPARING_FROM = 48.5 * 2 ** 20;

/**
 * Lets a memory grow by little more than what is needed. Emscripten's `malloc` asks for a fifth of the heap more than it
 * needs, and when it does not get that, for a tenth and then for a twentieth. What it has got it never gives back, so where
 * several models share a heap the first two are refused.
 *
 * @see https://github.com/emscripten-core/emscripten/blob/main/src/lib/libcore.js `emscripten_resize_heap`
 */
function growSparingly(memory: WebAssembly.Memory): void {
  const grow = memory.grow.bind(memory);
  let refused = 0;
  memory.grow = (pages) => {
    const isLarge = memory.buffer.byteLength + pages * PAGE_BYTES > SPARING_FROM;
    if (isLarge && refused < 2) {
      refused++;
      throw new RangeError('asked for more than is needed');
    }
    refused = 0;
    return grow(pages);
  };
}

/** The binary is built for threads, so its (shared) memory is created by the glue code and imported. */
function importedMemory(imports: WebAssembly.Imports): WebAssembly.Memory | undefined {
  return Object.values(imports)
    .flatMap((module) => Object.values(module))
    .find((value) => value instanceof WebAssembly.Memory);
}
