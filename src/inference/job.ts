import webpModule from '@jsquash/webp/codec/dec/webp_dec.wasm?module';
import { RpcTarget } from 'cloudflare:workers';
import jpegModule from 'imagescript/wasm/any/jpeg.wasm?module';

import resampleModule from '../../dist/kernels/resample.wasm?module';
import { filesFrom } from '../catalogue/registry.ts';
import { modelBytes } from '../catalogue/served-files.ts';
import type { AssetStore } from '../catalogue/assets.ts';
import type { BodyHead, DecodedPicture, HeatMap, ReceivedPicture, StepResult, Trace } from '../contract/job.ts';
import type { Memory } from '../contract/memory.ts';
import type { StartFacts } from '../contract/timings.ts';
import type { Env } from '../env.ts';
import { decodeImage } from '../image/decode.ts';
import type { Image } from '../image/image.ts';
import { wasmResampler } from '../image/resize/wasm-resampler.ts';
import type { EngineModel } from './engines/engines.ts';
import type { Tensor } from './engines/engine.ts';
import type { Explanation } from './explain/explanation.ts';
import { enterIsolate } from '../latency/start.ts';
import type { Reservation } from './memory/budget.ts';
import {
  budget,
  decodeLimit,
  imageLimit,
  modelTooLarge,
  reserve,
  reserveForDecode,
  reserveForModel,
  sessions,
  takeSlot,
} from './memory/isolate-memory.ts';
import { MODEL_BYTES, SLOT_LEASE } from './memory/limits.ts';
import { modelStore } from './model-store.ts';
import type { Slot } from './memory/work-queue.ts';
import { neededShortSide, preprocess } from './picture/preprocess.ts';
import { Reception } from './picture/reception.ts';
import { modelUnavailable, reasonOf, RefusedError } from './refusal.ts';

const codecs = { jpeg: jpegModule, webp: webpModule };
const resample = wasmResampler(resampleModule);

/**
 * The steps of one request, to be called in order. Picture and tensors stay here; only small data crosses RPC. Each step
 * that can be refused returns a {@link StepResult}. Whoever opens a job finishes it, which releases its memory and its slot.
 *
 * One picture can be shown to several models: the steps that take an index are then called for one model after the other,
 * so that only one of them has to have room at a time.
 */
export class Job extends RpcTarget {
  readonly #models: readonly EngineModel[];
  readonly #trace: Trace;
  readonly #files: AssetStore;
  readonly #ctx: ExecutionContext;
  readonly #reception: Reception;
  #slot: Slot | undefined;
  #image: { readonly image: Image; readonly reservation: Reservation } | undefined;
  /** The reservation of the picture once only the input tensor is needed. */
  #tensor: Reservation | undefined;
  #pixels: Float32Array | undefined;
  #features: Tensor | undefined;
  /** Exists once heat maps were asked for. */
  #explanation: Explanation | undefined;
  /** Ends the hold on the session of the model that was loaded last. */
  #letGo: () => void = ignore;
  /** Ends the reservation for the growth of its engine, which goes on until it has run for the first time. */
  #ran: () => void = ignore;
  #finished = false;

  constructor(models: readonly EngineModel[], trace: Trace, env: Env, ctx: ExecutionContext) {
    super();
    this.#models = models;
    this.#trace = trace;
    this.#files = modelStore(env);
    this.#ctx = ctx;
    this.#reception = new Reception(env);
  }

  /** Does nothing: its duration is what RPC adds to every step. */
  ping(): void {
    return;
  }

  /** Reads the body of the request while it comes, and has Cloudflare Images convert it where that is configured. */
  receive(body: ReadableStream<Uint8Array> | null, head: BodyHead): Promise<StepResult<ReceivedPicture>> {
    return runStep(() => this.#reception.receive(body, head));
  }

  /** Opens a body with several pictures, which {@link receiveNext} reads. */
  open(body: ReadableStream<Uint8Array> | null, head: BodyHead): Promise<StepResult<null>> {
    return runStep(async () => {
      await this.#reception.open(body, head);
      return null;
    });
  }

  /** Whether another picture begins in the body; reads on until that is known. */
  more(): Promise<StepResult<boolean>> {
    return runStep(() => this.#reception.more());
  }

  /**
   * Reads the next picture of a body with several, of which {@link more} has said that there is one, after {@link release} of
   * the one before.
   * @returns what the sender calls it; whether it is refused, which leaves the others readable, is said by {@link received}
   */
  receiveNext(): Promise<StepResult<string | null>> {
    return runStep(() => this.#reception.next());
  }

  /**
   * Reads past the next picture in the place of {@link receiveNext}: nothing is kept, fetched or converted of it.
   * @returns what the sender calls it
   */
  skipNext(): Promise<StepResult<string | null>> {
    return runStep(() => this.#reception.skip());
  }

  /** What was read of the picture that {@link receiveNext} has read. */
  received(): Promise<StepResult<ReceivedPicture>> {
    return runStep(() => this.#reception.last());
  }

  /** Waits until this isolate has nothing else to compute. */
  enter(): Promise<StepResult<null>> {
    return runStep(async () => {
      const slot = await takeSlot();
      if (this.#finished) slot.release();
      else this.#slot = slot;
      return null;
    });
  }

  /** Drops a model's session, so that {@link load} has to create one. It is not part of a load, and is not timed. */
  async drop(index: number): Promise<void> {
    await sessions.drop(this.#model(index));
  }

  /**
   * Makes a model ready: runtime, files, session, as far as they are missing.
   * @param explain whether {@link explain} will be called, which needs the weights of the classifier
   */
  load(index: number, explain: boolean): Promise<StepResult<StartFacts>> {
    return runStep(async () => {
      const engineModel = this.#model(index);
      const { model, engine } = engineModel;
      const facts: StartFacts = {
        isolate: enterIsolate(),
        runtime: engine.started ? 'reused' : 'created',
        files: filesFrom(model),
        session: sessions.has(engineModel) ? 'reused' : 'created',
        tiered: sessions.runs(engineModel),
      };
      const bytes = modelBytes(model, engine.name);
      if (bytes > MODEL_BYTES) throw modelTooLarge(model.name, bytes);
      this.#letGo();
      this.#ran();
      const { loaded, ran } = reserveForModel(sessions.cost(engineModel));
      this.#ran = ran;
      const ready = sessions.load(engineModel, this.#files).finally(loaded);
      // Others may wait for this load, so it goes on when the client that caused it hangs up.
      this.#ctx.waitUntil(ready.catch(() => undefined));
      try {
        await ready;
        this.#letGo = sessions.hold(engineModel, SLOT_LEASE);
        if (explain) await (await this.#explain()).prepare(model);
      } catch (error) {
        throw error instanceof RefusedError ? error : modelUnavailable(model.name, error, this.#trace);
      }
      return facts;
    });
  }

  /**
   * Decodes the picture file to upright RGB, no larger than the models need. It comes before {@link load}, so that the
   * picture's admission does not depend on which models have been loaded, and its file is gone when they are.
   */
  decode(): Promise<StepResult<DecodedPicture>> {
    return runStep(async () => {
      const file = this.#reception.file;
      if (file === undefined) throw new Error('decode() before receive()');
      let reservation: Reservation | undefined;
      try {
        const { image, header, complete, coverage, colour } = await decodeImage(file.bytes, {
          codecs,
          shortSide: Math.max(...this.#models.map(({ model }) => neededShortSide(model.input))),
          maxDecodeBytes: decodeLimit(file.reservation.bytes),
          maxImageBytes: imageLimit(this.#models, this.#inputBytes),
          admit: (needed, reused) => {
            this.#requireSlot();
            reservation = reserveForDecode(needed, reused);
          },
          settle: () => {
            reservation?.release();
          },
        });
        this.#image = { image, reservation: reserve('tensor', image.data.byteLength + this.#inputBytes) };
        return {
          format: header.format,
          ...uprightSize(header),
          orientation: header.orientation,
          decoded_width: image.width,
          decoded_height: image.height,
          complete,
          coverage,
          colour,
        };
      } finally {
        this.#reception.release();
      }
    });
  }

  /**
   * Turns the picture into a model's input tensor.
   * @param keepPicture whether another model or {@link draw} needs the picture afterwards
   */
  preprocess(index: number, keepPicture: boolean): Promise<StepResult<null>> {
    return runStep(() => {
      if (this.#image === undefined) throw new Error('preprocess() before decode()');
      const { image, reservation } = this.#image;
      this.#pixels = preprocess(image, this.#model(index).model.input, resample);
      if (!keepPicture) {
        reservation.resize(this.#inputBytes);
        this.#image = undefined;
        this.#tensor = reservation;
      }
      return null;
    });
  }

  /**
   * Runs a model on the input tensor.
   * @param features whether {@link explain} or {@link embed} will be called, which need the last features
   * @returns logits, one a class, in the order of the class list
   */
  infer(index: number, features: boolean): Promise<StepResult<Float32Array>> {
    return runStep(async () => {
      if (this.#pixels === undefined) throw new Error('infer() before preprocess()');
      const logits = await this.#run(index, this.#pixels, features);
      this.#letGo();
      this.#ran();
      return logits;
    });
  }

  /**
   * Computes where the evidence for some classes lies, after {@link infer} of the same model.
   * @param classes indices into its class list
   */
  explain(index: number, classes: readonly number[]): Promise<StepResult<HeatMap[]>> {
    return runStep(() => {
      if (this.#features === undefined || this.#explanation === undefined) throw new Error('explain() before infer()');
      return this.#explanation.explain(this.#model(index).model, this.#features, classes);
    });
  }

  /** The pooled features of the picture, after {@link infer}: one value a channel, of length 1. */
  embed(): Promise<StepResult<Float32Array>> {
    return runStep(async () => {
      if (this.#features === undefined) throw new Error('embed() before infer()');
      const { embed } = await import('../verdict/embedding.ts');
      return embed(this.#features);
    });
  }

  /** Draws all heat maps so far over the upright picture, side by side, as a PNG file. */
  draw(): Promise<StepResult<Uint8Array>> {
    return runStep(() => {
      if (this.#image === undefined || this.#explanation === undefined) throw new Error('draw() before explain()');
      return this.#explanation.draw(this.#image.image, resample);
    });
  }

  /**
   * Runs the first model several times on a picture without content, which shows whether it answers at all.
   * @returns the duration in ms by the clock of the invocation that computes: in production it stands still meanwhile, and
   *   a calibration shows what such a figure is worth
   */
  runBlank(runs: number): Promise<StepResult<number>> {
    return runStep(async () => {
      const pixels = new Float32Array(this.#inputBytes / Float32Array.BYTES_PER_ELEMENT);
      const begin = performance.now();
      for (let run = 0; run < runs; run++) await this.#run(0, pixels, false);
      return performance.now() - begin;
    });
  }

  /**
   * Releases memory and slot.
   * @returns what the isolate's memory is spent on before that
   */
  async finish(): Promise<Memory> {
    this.#finished = true;
    const report = this.release();
    await this.#reception.close();
    return report;
  }

  /**
   * Releases what the picture took, and lets others compute.
   * @returns what the isolate's memory is spent on before that
   */
  release(): Memory {
    const report = budget.report();
    this.#reception.release();
    this.#image?.reservation.release();
    this.#image = undefined;
    this.#tensor?.release();
    this.#tensor = undefined;
    this.#pixels = undefined;
    this.#features = undefined;
    this.#explanation = undefined;
    this.#letGo();
    this.#ran();
    this.#slot?.release();
    this.#slot = undefined;
    return report;
  }

  /** What makes heat maps, which most requests do not want, is evaluated when one does. */
  async #explain(): Promise<Explanation> {
    const { Explanation } = await import('./explain/explanation.ts');
    return (this.#explanation ??= new Explanation(this.#files));
  }

  #model(index: number): EngineModel {
    const model = this.#models[index];
    if (model === undefined) throw new Error(`the job has no model ${index}`);
    return model;
  }

  async #run(index: number, pixels: Float32Array, wantsFeatures: boolean): Promise<Float32Array> {
    const model = this.#model(index);
    if (!wantsFeatures) return (await sessions.run(model, pixels, ['logits'], this.#files)).logits.data;
    const { logits, features } = await sessions.run(model, pixels, ['logits', 'features'], this.#files);
    this.#features = features;
    return logits.data;
  }

  /** Bytes of the largest input tensor. */
  get #inputBytes(): number {
    return Math.max(
      ...this.#models.map(({ model: { input } }) => {
        const [channels, height, width] = input.size;
        return Float32Array.BYTES_PER_ELEMENT * channels * height * width;
      }),
    );
  }

  /** @throws RefusedError `busy` when somebody else took over the slot and uses the memory now */
  #requireSlot(): void {
    if (this.#slot?.valid !== true)
      throw new RefusedError('busy', 'The picture took so long that another one was computed. Try again in a moment.');
  }
}

function ignore(): void {
  return;
}

/** Size of a picture once it stands upright, in pixels. */
function uprightSize({ width, height, orientation }: { width: number; height: number; orientation: number }): {
  width: number;
  height: number;
} {
  const isSideways = orientation > 4;
  return isSideways ? { width: height, height: width } : { width, height };
}

/**
 * Runs a step of a job.
 * @returns its value, or why it was refused
 * @throws what is not a refusal
 */
export async function runStep<Value>(step: () => Value | Promise<Value>): Promise<StepResult<Value>> {
  try {
    return { value: await step(), refusal: null };
  } catch (error) {
    return { value: null, refusal: { ...reasonOf(error), memory: budget.report() } };
  }
}
