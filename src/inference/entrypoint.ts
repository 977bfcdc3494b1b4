import webpModule from '@jsquash/webp/codec/dec/webp_dec.wasm?module';
import { RpcTarget, WorkerEntrypoint } from 'cloudflare:workers';
import jpegModule from 'imagescript/wasm/any/jpeg.wasm?module';
import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?module';

import resampleModule from '../../dist/kernels/resample.wasm?module';
import type { Env } from '../env.ts';
import { decodePhoto } from '../photo/decode.ts';
import { PhotoError, type PhotoErrorDetail } from '../photo/photo-error.ts';
import type { Photo, PhotoHeader } from '../photo/photo.ts';
import { wasmResampler } from '../photo/wasm-resampler.ts';
import { enterIsolate, type IsolateFacts } from './isolate.ts';
import type { ModelEntry } from './manifest.ts';
import { OnnxRuntimeEngine } from './onnxruntime.ts';
import { neededShortSide, preprocess } from './preprocess.ts';
import { findModel } from './registry.ts';
import { currentRuntime } from './runtime.ts';
import { Sessions } from './sessions.ts';

const codecs = { jpeg: jpegModule, webp: webpModule };
const resample = wasmResampler(resampleModule);
const sessions = new Sessions(new OnnxRuntimeEngine(ortModule));

/** What a job found when it loaded its model. */
export interface LoadReport {
  readonly isolate: IsolateFacts;
  /** Whether this isolate's onnxruntime was there before, or had to be started. */
  readonly runtime: 'reused' | 'created';
  readonly session: 'reused' | 'created';
  /** Runs of this model in this isolate before this one. */
  readonly tiered: number;
}

/** Linear memory of the WebAssembly instances, in bytes. */
export interface HeapReport {
  readonly runtime_bytes: number;
}

/** What the job's own clock read around work of its own. */
export interface RepeatReport {
  readonly inside_ms: number;
}

/** A decoded picture: what its header said, and how large it is now. */
export interface DecodedPicture {
  readonly header: PhotoHeader;
  readonly width: number;
  readonly height: number;
  /** Linear memory of the decoder, which is gone by now. */
  readonly wasm_bytes: number;
}

/**
 * Either a picture or the reason why there is none. An exception that crosses RPC arrives as a bare Error, so the kind
 * and the sentence of a {@link PhotoError} are values.
 */
export interface DecodeReport {
  readonly picture: DecodedPicture | null;
  readonly refusal: {
    readonly kind: PhotoError['kind'];
    readonly message: string;
    readonly detail: PhotoErrorDetail;
  } | null;
}

/**
 * Where the computing happens. It is an entrypoint of its own because a Worker cannot time its own computing in
 * production, but can time a call to another one: the HTTP handler opens a job here and times each of its steps.
 */
export class Inference extends WorkerEntrypoint<Env> {
  /**
   * Opens the job of one request.
   * @throws when the model is unknown
   */
  open(modelName: string): Job {
    const model = findModel(modelName);
    if (model === undefined) throw new Error(`unknown model ${modelName}`);
    return new Job(model, this.env, this.ctx);
  }
}

/** The steps of one request, to be called in order. Picture and tensors stay here; only small data crosses. */
export class Job extends RpcTarget {
  readonly #model: ModelEntry;
  readonly #env: Env;
  readonly #ctx: ExecutionContext;
  #photo: Photo | undefined;
  #pixels: Float32Array | undefined;

  constructor(model: ModelEntry, env: Env, ctx: ExecutionContext) {
    super();
    this.#model = model;
    this.#env = env;
    this.#ctx = ctx;
  }

  /** Does nothing: what this call takes is what every other one takes beside its work. */
  ping(): void {
    return;
  }

  /** Drops the model's session, so that {@link load} has to make a new one. */
  async drop(): Promise<void> {
    await sessions.drop(this.#model);
  }

  /** Makes the model ready: runtime, files, session; only what is not there yet. */
  async load(): Promise<LoadReport> {
    const report: LoadReport = {
      isolate: enterIsolate(),
      runtime: currentRuntime() === undefined ? 'created' : 'reused',
      session: sessions.has(this.#model) ? 'reused' : 'created',
      tiered: sessions.runs(this.#model),
    };
    const ready = sessions.load(this.#model, this.#env.ASSETS);
    // Others may wait for this load, so it goes on when the client that caused it hangs up.
    this.#ctx.waitUntil(ready.catch(() => undefined));
    await ready;
    return report;
  }

  /** Bytes of a picture file to upright RGB, no larger than the model needs. */
  async decode(bytes: Uint8Array): Promise<DecodeReport> {
    try {
      const { photo, header, wasmBytes } = await decodePhoto(bytes, {
        codecs,
        shortSide: neededShortSide(this.#model.input),
      });
      this.#photo = photo;
      return { picture: { header, width: photo.width, height: photo.height, wasm_bytes: wasmBytes }, refusal: null };
    } catch (error) {
      if (error instanceof PhotoError)
        return { picture: null, refusal: { kind: error.kind, message: error.message, detail: error.detail } };
      throw error;
    }
  }

  /** RGB to the model's input tensor. */
  preprocess(): void {
    if (this.#photo === undefined) throw new Error('preprocess() before decode()');
    this.#pixels = preprocess(this.#photo, this.#model.input, resample);
    this.#photo = undefined;
  }

  /** One picture without content, to see whether the model answers at all. */
  blank(): void {
    const [channels, height, width] = this.#model.input.size;
    this.#pixels = new Float32Array(channels * height * width);
  }

  /** @returns logits, one a class, in the order of the class list */
  async infer(): Promise<Float32Array> {
    if (this.#pixels === undefined) throw new Error('infer() before preprocess()');
    return sessions.run(this.#model, this.#pixels, this.#env.ASSETS);
  }

  /**
   * Runs the model several times in one call, and times that in the way that cannot work in production: with the clock of
   * the invocation that computes. Only a calibration asks for it, to see what such a figure is worth.
   */
  async repeat(runs: number): Promise<RepeatReport> {
    const begin = performance.now();
    for (let run = 0; run < runs; run++) await this.infer();
    return { inside_ms: performance.now() - begin };
  }

  /** Memory after the last step. */
  heap(): HeapReport {
    return { runtime_bytes: currentRuntime()?.heapBytes ?? 0 };
  }
}
