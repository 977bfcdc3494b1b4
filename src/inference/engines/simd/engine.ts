import type { ModelFiles } from '../../../catalogue/assets.ts';
import { type Engine, type LoadCost, LostModelError, type OutputName, type Tensor } from '../engine.ts';
import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { servedFiles } from '../../../catalogue/served-files.ts';
import { CHUNK_BYTES, planChunks } from './plan-chunks.ts';
import { PlanError } from './plan-format.ts';
import { type LoadedPlan, loadPlan } from './plan-loader.ts';

/**
 * More memory for each pixel of the input than the activations of any model of the catalogue take: with 224 x 224 pixels 5
 * MiB, where efficientnet_b0 takes 2.3; efficientnet_b3 takes 7.0 with 288 x 288.
 */
const ACTIVATION_BYTES_PER_PIXEL = (5 * 2 ** 20) / 224 ** 2;

/** This project's own engine for networks of inverted residual blocks; docs/simd-engine.md describes it. */
export class SimdEngine implements Engine {
  readonly name = 'simd';
  /** Each model has a memory of its own. */
  readonly keptBytes = 0;
  readonly #module: WebAssembly.Module;
  readonly #plans = new Map<string, LoadedPlan>();
  #started = false;

  /** @param module a compiled build of src/inference/engines/simd/kernels/ */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  get started(): boolean {
    return this.#started;
  }

  get heapBytes(): number {
    let bytes = 0;
    for (const { kernels } of this.#plans.values()) bytes += kernels.memory.buffer.byteLength;
    return bytes;
  }

  /** The memory has the plan, as it is in the file, behind the activations. */
  cost({ input: { size } }: ModelEntry, { own }: { own: number }): LoadCost {
    return { files: CHUNK_BYTES, growth: Math.ceil(own + ACTIVATION_BYTES_PER_PIXEL * size[1] * size[2]) };
  }

  async load(model: ModelEntry, files: ModelFiles | Promise<ModelFiles>): Promise<void> {
    if (this.#plans.has(model.name)) return;
    const paths = servedFiles(model, this.name).map(({ path }) => path);
    if (paths.length === 0) throw new PlanError(`${model.name} has no plan for the SIMD engine`);
    this.#plans.set(model.name, await loadPlan(this.#module, model, planChunks(await files, paths)));
    this.#started = true;
  }

  run<Name extends OutputName>(
    model: ModelEntry,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Promise<Record<Name, Tensor>> {
    // So that an exception rejects the promise.
    return new Promise((resolve) => {
      resolve(this.#run(model, pixels, outputs));
    });
  }

  releasableBytes(model: ModelEntry): number {
    return this.#plans.get(model.name)?.kernels.memory.buffer.byteLength ?? 0;
  }

  release(model: ModelEntry): Promise<void> {
    this.#plans.delete(model.name);
    return Promise.resolve();
  }

  /** The loaded plan of a model, for profiles. */
  plan(model: ModelEntry): LoadedPlan | undefined {
    return this.#plans.get(model.name);
  }

  #run<Name extends OutputName>(
    model: ModelEntry,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Record<Name, Tensor> {
    const plan = this.#plans.get(model.name);
    if (plan === undefined) throw new Error(`${model.name} is not loaded`);
    const { kernels, header, program } = plan;
    const { address, shape } = header.input;
    const expected = shape.reduce((product, length) => product * length, 1);
    if (pixels.length !== expected) {
      throw new Error(`${model.name} takes ${expected} values (${shape.join(' x ')}), not ${pixels.length}`);
    }
    new Float32Array(kernels.memory.buffer, address, expected).set(pixels);
    try {
      kernels.run(program, recordsOf(plan));
    } catch (error) {
      // A trap leaves the instance in an unknown state; the next load makes a new one.
      this.#plans.delete(model.name);
      throw new LostModelError(`the kernels of ${model.name} trapped, and the model was unloaded`, { cause: error });
    }
    const tensors: Partial<Record<Name, Tensor>> = {};
    for (const name of outputs) tensors[name] = name === 'logits' ? logitsOf(plan) : featuresOf(plan);
    return tensors as Record<Name, Tensor>;
  }
}

function recordsOf({ header }: LoadedPlan): number {
  return header.units.reduce((sum, { records }) => sum + records, 0);
}

function logitsOf({ kernels, header }: LoadedPlan): Tensor {
  const { address, shape } = header.outputs.logits;
  return { data: new Float32Array(kernels.memory.buffer, address, shape[1] ?? 0).slice(), dims: shape };
}

/** NHWC to NCHW. */
function featuresOf({ kernels, header }: LoadedPlan): Tensor {
  const { address, shape, pixel, row } = header.outputs.features;
  const [, channels = 0, height = 0, width = 0] = shape;
  const from = new Float32Array(kernels.memory.buffer, address, (height * row) / 4);
  const data = new Float32Array(channels * height * width);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[to++] = from[(y * row + x * pixel) / 4 + channel] ?? NaN;
    }
  }
  return { data, dims: shape };
}
