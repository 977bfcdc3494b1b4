import relaxedUrl from '../../../dist/kernels/relaxed.wasm';
import plainUrl from '../../../dist/kernels/plain.wasm';
import { chooseKernels } from '../../inference/engines/simd/kernel-instance.ts';
import { planHead } from '../../inference/engines/simd/plan-head.ts';
import type { OutputName, Tensor } from '../../inference/engines/engine.ts';
import { SimdEngine } from '../../inference/engines/simd/engine.ts';
import type { Language } from '../../contract/names.ts';
import type { ClassifierHead } from '../../verdict/classifier-head.ts';
import { type DeviceModel, planFiles } from './device-model.ts';
import { compileFrom } from './compile.ts';
import type { LoadedModel } from './download.ts';
import type { ModelCache } from './model-cache.ts';

/** A model is not on this device. */
export class MissingModel extends Error {
  override name = 'MissingModel';
}

/** A model in memory. */
export interface ReadyModel extends Omit<DeviceModel, 'labels'> {
  /** In the language of the page, in the order of the logits. */
  readonly labels: readonly string[];
  /** Counts the runs. */
  runs: number;
  /** The classifier, for heat maps; read from the plan when it is first needed. */
  head: ClassifierHead | undefined;
}

/** The models that this page has in memory, and the engine that runs them. */
export class DeviceEngine {
  readonly #cache: ModelCache;
  readonly #language: Language;
  #engine: Promise<SimdEngine> | undefined;
  readonly #ready = new Map<string, ReadyModel>();
  /** Models that could not be kept: they live as long as the page. */
  readonly #unkept = new Map<string, LoadedModel>();

  /** @param language of the labels */
  constructor(cache: ModelCache, language: Language) {
    this.#cache = cache;
    this.#language = language;
  }

  /** Linear memory of all models, in bytes. */
  async heapBytes(): Promise<number> {
    return (await this.#engine)?.heapBytes ?? 0;
  }

  /** Takes a model that was downloaded; an older version of it is dropped. */
  async take(loaded: LoadedModel): Promise<void> {
    const { name } = loaded.model.entry;
    await this.drop(name);
    if (loaded.unkept.size > 0) this.#unkept.set(name, loaded);
  }

  /** A model that lives only as long as the page. */
  unkept(name: string): DeviceModel | undefined {
    return this.#unkept.get(name)?.model;
  }

  /** Drops a model from memory. */
  async drop(name: string): Promise<void> {
    const ready = this.#ready.get(name);
    this.#ready.delete(name);
    this.#unkept.delete(name);
    if (ready !== undefined) await (await this.#engine)?.release(ready.entry);
  }

  /**
   * Makes a model ready, from what is on this device.
   * @returns the model, and whether something had to be loaded
   * @throws MissingModel, DamagedModel, PlanError
   */
  async ready(name: string): Promise<{ readonly model: ReadyModel; readonly loaded: boolean }> {
    const known = this.#ready.get(name);
    if (known !== undefined) return { model: known, loaded: false };
    const unkept = this.#unkept.get(name);
    const found = unkept?.model ?? (await this.#cache.find(name));
    if (found === undefined) throw new MissingModel(`${name} is not on this device`);
    // The kernels compile while the plan is read.
    const started = this.#start();
    const files = await Promise.all(
      planFiles(found.entry).map(async ({ path, sha256 }) => {
        const bytes = unkept?.unkept.get(sha256) ?? (await this.#cache.file(sha256));
        if (bytes === undefined) throw new MissingModel(`a file of ${name} is not on this device`);
        return [path, bytes] as const;
      }),
    );
    const engine = await started;
    await engine.load(found.entry, new Map(files));
    const model: ReadyModel = { ...found, labels: found.labels[this.#language], runs: 0, head: undefined };
    this.#ready.set(name, model);
    return { model, loaded: true };
  }

  /** Runs a model that is ready. @param pixels `[3, height, width]` */
  run(model: ReadyModel, pixels: Float32Array): Promise<Record<'logits' | 'features', Tensor>> {
    return this.#run(model, pixels, ['logits', 'features']);
  }

  /** Runs a model that is ready for its logits alone. */
  async logits(model: ReadyModel, pixels: Float32Array): Promise<Float32Array> {
    return (await this.#run(model, pixels, ['logits'])).logits.data;
  }

  async #run<Name extends OutputName>(
    model: ReadyModel,
    pixels: Float32Array,
    outputs: readonly Name[],
  ): Promise<Record<Name, Tensor>> {
    const engine = await this.#start();
    model.runs++;
    try {
      return await engine.run(model.entry, pixels, outputs);
    } catch (error) {
      // A trap has unloaded it.
      this.#ready.delete(model.entry.name);
      throw error;
    }
  }

  /** The classifier of a model that is ready. */
  async head(model: ReadyModel): Promise<ClassifierHead> {
    if (model.head !== undefined) return model.head;
    const plan = (await this.#start()).plan(model.entry);
    if (plan === undefined) throw new MissingModel(`${model.entry.name} is not loaded`);
    return (model.head = planHead(plan));
  }

  #start(): Promise<SimdEngine> {
    this.#engine ??= compileFrom(chooseKernels({ relaxed: relaxedUrl, plain: plainUrl })).then(
      (module) => new SimdEngine(module),
      (error: unknown) => {
        // The next picture tries again.
        this.#engine = undefined;
        throw error;
      },
    );
    return this.#engine;
  }
}
