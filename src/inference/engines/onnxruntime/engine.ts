import type { InferenceSession } from 'onnxruntime-web/wasm';

import type { ModelFiles } from '../../../catalogue/assets.ts';
import { type Engine, type LoadCost, type OutputName, readWhole, type Tensor } from '../engine.ts';
import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { servedFiles } from '../../../catalogue/served-files.ts';
import { currentRuntime, startRuntime } from './runtime.ts';

/**
 * Heap without weights: the runtime itself and the activations of one model at a time. Measured with all shipped models in
 * several orders, rounded up.
 */
const BASE_BYTES = 20 * 2 ** 20;
/** Bytes of heap that a model takes for each byte of its files. */
const MODEL_FACTOR = 1.1;
/** Emscripten grows the heap to this many times the size that it needs. */
const GROWTH_FACTOR = 1.2;
/** Models that come and go leave holes, so that the heap grows a little when it has enough memory for the next one. */
const HOLES_FACTOR = 1.1;
/** The most that the heap was seen to have after 250 loads in random orders, 30 MiB of models at once: 61.6 MiB. */
const KEPT_BYTES = 62 * 2 ** 20;

/** onnxruntime-web on WebAssembly, one thread: the reference engine and the default. */
export class OnnxRuntimeEngine implements Engine {
  readonly name = 'onnxruntime';
  readonly keptBytes = KEPT_BYTES;
  readonly #module: WebAssembly.Module;
  readonly #sessions = new Map<string, InferenceSession>();

  /** @param module `onnxruntime-web/ort-wasm-simd-threaded.wasm`, compiled */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  get started(): boolean {
    return currentRuntime !== undefined;
  }

  /** It never shrinks. */
  get heapBytes(): number {
    return currentRuntime?.memory.buffer.byteLength ?? 0;
  }

  cost(_model: ModelEntry, { own, all }: { own: number; all: number }): LoadCost {
    const now = this.heapBytes;
    const heap = Math.min(KEPT_BYTES, Math.max(GROWTH_FACTOR * (BASE_BYTES + MODEL_FACTOR * all), HOLES_FACTOR * now));
    return { files: own, growth: Math.max(0, Math.ceil(heap) - now) };
  }

  async load(model: ModelEntry, files: ModelFiles | Promise<ModelFiles>): Promise<void> {
    if (this.#sessions.has(model.name)) return;
    const [{ ort }, read] = await Promise.all([startRuntime(this.#module), files]);
    const externalData: { path: string; data: Uint8Array }[] = [];
    let graph: Uint8Array | undefined;
    for (const { path, role } of servedFiles(model, this.name)) {
      const data = await readWhole(read, path);
      if (role === 'optimised') graph = data;
      else externalData.push({ path, data });
    }
    if (graph === undefined) throw new Error(`${model.name} has no graph for onnxruntime`);
    this.#sessions.set(
      model.name,
      await ort.InferenceSession.create(graph, {
        executionProviders: ['wasm'],
        // The build has optimised the graph; otherwise every cold start would do it.
        graphOptimizationLevel: 'disabled',
        externalData,
      }),
    );
  }

  async run<Name extends OutputName>(
    model: ModelEntry,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Promise<Record<Name, Tensor>> {
    const session = this.#sessions.get(model.name);
    if (session === undefined || currentRuntime === undefined) throw new Error(`${model.name} is not loaded`);
    const { ort } = currentRuntime;
    const results = await session.run(
      { [model.input.name]: new ort.Tensor('float32', pixels, [1, ...model.input.size]) },
      [...outputs],
    );
    const tensors: Partial<Record<Name, Tensor>> = {};
    for (const name of outputs) {
      const value = results[name];
      if (!(value?.data instanceof Float32Array)) throw new Error(`${model.name} has no float output ${name}`);
      tensors[name] = { data: value.data, dims: value.dims };
    }
    return tensors as Record<Name, Tensor>;
  }

  releasableBytes(): number {
    return 0;
  }

  async release(model: ModelEntry): Promise<void> {
    const session = this.#sessions.get(model.name);
    this.#sessions.delete(model.name);
    await session?.release();
  }
}
