import webpModule from '@jsquash/webp/codec/dec/webp_dec.wasm?module';
import { RpcTarget, WorkerEntrypoint } from 'cloudflare:workers';
import jpegModule from 'imagescript/wasm/any/jpeg.wasm?module';

import resampleModule from '../../dist/kernels/resample.wasm?module';
import type { Env } from '../env.ts';
import type { AccountReport, Hold } from '../memory/account.ts';
import { MODEL_BYTES, PACE, PICTURE_BYTES } from '../memory/limits.ts';
import type { Turn } from '../memory/turns.ts';
import { DEFAULT_DECODE_BYTES } from '../photo/budget.ts';
import { type Colour, decodePhoto } from '../photo/decode.ts';
import { heifFormat } from '../photo/heif.ts';
import type { Photo, PhotoHeader } from '../photo/photo.ts';
import { wasmResampler } from '../photo/wasm-resampler.ts';
import { sniff } from '../photo/sniff.ts';
import { largeChunks } from '../upload/large-chunks.ts';
import { readUpload } from '../upload/upload.ts';
import type { Engine } from './engine.ts';
import { findEngine } from './engines.ts';
import { type ReadableFile, readableFile } from './images-binding.ts';
import { enterIsolate, type IsolateFacts } from './isolate.ts';
import type { ModelEntry } from './manifest.ts';
import {
  account,
  modelTooLarge,
  requireUploadRoom,
  resizeUpload,
  take,
  takeForDecode,
  takeForModel,
  takeTurn,
} from './memory.ts';
import { neededShortSide, preprocess } from './preprocess.ts';
import { type Refusal, refusalOf, RefusedError } from './refusal.ts';
import { findModel, modelBytes } from './registry.ts';
import { Sessions } from './sessions.ts';

const codecs = { jpeg: jpegModule, webp: webpModule };
const resample = wasmResampler(resampleModule);
const sessions = new Sessions(MODEL_BYTES);

/** What a job found when it loaded its model. */
export interface LoadReport {
  readonly isolate: IsolateFacts;
  /** Whether the engine was there before in this isolate, or had to be started. */
  readonly runtime: 'reused' | 'created';
  readonly session: 'reused' | 'created';
  /** Runs of this model by this engine in this isolate before this one. */
  readonly tiered: number;
}

/** What a step came to: a value, or the reason why there is none. */
export type Outcome<Value> =
  { readonly value: Value; readonly refusal: null } | { readonly value: null; readonly refusal: Refusal };

/** What is known of a body before it comes. */
export interface BodyHead {
  readonly contentType: string | null;
  /** As the Content-Length has it. */
  readonly expectedBytes: number | null;
  /** What is taken of the whole body at most. */
  readonly maxBytes: number;
}

/** A body that was read. */
export interface ReceivedPicture {
  /** Of the picture, without the form around it. */
  readonly bytes: number;
  readonly converted_from: ReadableFile['convertedFrom'];
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
  /** Whether the file goes to its end, and the part of the picture's area that it had. */
  readonly complete: boolean;
  readonly coverage: number;
  readonly colour: Colour;
}

/**
 * Where the computing happens. It is an entrypoint of its own because a Worker cannot time its own computing in
 * production, but can time a call to another one: the HTTP handler opens a job here and times each of its steps.
 */
export class Inference extends WorkerEntrypoint<Env> {
  /**
   * Opens the job of one request.
   * @throws when the model or the engine is unknown
   */
  open(modelName: string, engineName: string): Job {
    return new Job(subjectOf(modelName, engineName), this.env, this.ctx);
  }
}

/** What a job runs, and in which engine. */
export interface Subject {
  readonly model: ModelEntry;
  readonly engine: Engine;
}

/** @throws when the model or the engine is unknown */
export function subjectOf(modelName: string, engineName: string): Subject {
  const model = findModel(modelName);
  if (model === undefined) throw new Error(`unknown model ${modelName}`);
  const engine = findEngine(engineName);
  if (engine === undefined) throw new Error(`unknown engine ${engineName}`);
  return { model, engine };
}

/**
 * The steps of one request, to be called in order. Picture and tensors stay here; only small data crosses. Whoever opens
 * a job closes it, which gives back its memory and its turn.
 */
export class Job extends RpcTarget {
  readonly #subject: Subject;
  readonly #env: Env;
  readonly #ctx: ExecutionContext;
  #turn: Turn | undefined;
  #file: { readonly bytes: Uint8Array; readonly hold: Hold } | undefined;
  #photo: { readonly photo: Photo; readonly hold: Hold } | undefined;
  #pixels: Float32Array | undefined;
  #closed = false;

  constructor(subject: Subject, env: Env, ctx: ExecutionContext) {
    super();
    this.#subject = subject;
    this.#env = env;
    this.#ctx = ctx;
  }

  /** Does nothing: what this call takes is what every other one takes beside its work. */
  ping(): void {
    return;
  }

  /** Reads the body of the request while it comes, and has Cloudflare Images convert it where that is configured. */
  receive(body: ReadableStream<Uint8Array> | null, head: BodyHead): Promise<Outcome<ReceivedPicture>> {
    return attempt(async () => {
      const hold = take('upload', 0);
      try {
        const { bytes, convertedFrom } = await readableFile(await this.#read(body, head, hold), this.#env.IMAGES);
        resizeUpload(hold, bytes.byteLength);
        this.#file = { bytes, hold };
        return { bytes: bytes.byteLength, converted_from: convertedFrom };
      } finally {
        if (this.#file === undefined || this.#closed) hold.release();
      }
    });
  }

  /** Waits until this isolate has nothing else to compute. */
  enter(): Promise<Outcome<null>> {
    return attempt(async () => {
      const turn = await takeTurn();
      if (this.#closed) turn.release();
      else this.#turn = turn;
      return null;
    });
  }

  /** Drops the model's session, so that {@link load} has to make a new one. */
  async drop(): Promise<void> {
    await sessions.drop(this.#subject);
  }

  /** Makes the model ready: runtime, files, session; only what is not there yet. */
  load(): Promise<Outcome<LoadReport>> {
    return attempt(async () => {
      const { model, engine } = this.#subject;
      const report: LoadReport = {
        isolate: enterIsolate(),
        runtime: engine.started ? 'reused' : 'created',
        session: sessions.has(this.#subject) ? 'reused' : 'created',
        tiered: sessions.runs(this.#subject),
      };
      const bytes = modelBytes(model, engine.name);
      if (bytes > MODEL_BYTES) throw modelTooLarge(model.name, bytes);
      const cost = sessions.cost(this.#subject);
      await sessions.shrink(this.#subject, () => account.ceiling >= Math.max(PICTURE_BYTES, cost.files + cost.growth));
      const done = takeForModel(cost);
      const ready = sessions.load(this.#subject, this.#env.ASSETS).finally(done);
      // Others may wait for this load, so it goes on when the client that caused it hangs up.
      this.#ctx.waitUntil(ready.catch(() => undefined));
      await ready;
      return report;
    });
  }

  /** Bytes of a picture file to upright RGB, no larger than the model needs. */
  decode(): Promise<Outcome<DecodedPicture>> {
    return attempt(async () => {
      const file = this.#file;
      if (file === undefined) throw new Error('decode() before receive()');
      let hold: Hold | undefined;
      try {
        const { photo, header, complete, coverage, colour } = await decodePhoto(file.bytes, {
          codecs,
          shortSide: neededShortSide(this.#subject.model.input),
          maxDecodeBytes: Math.max(0, Math.min(DEFAULT_DECODE_BYTES, account.ceiling - file.hold.bytes)),
          admit: (needed, reused) => {
            this.#requireTurn();
            hold = takeForDecode(needed, reused);
          },
        });
        // What the decode took has the picture in it, which is all that is left of it.
        hold?.release();
        this.#photo = { photo, hold: take('tensor', photo.data.byteLength + this.#inputBytes) };
        const { width, height } = photo;
        return { header, width, height, complete, coverage, colour };
      } finally {
        hold?.release();
        file.hold.release();
        this.#file = undefined;
      }
    });
  }

  /** RGB to the model's input tensor. */
  preprocess(): void {
    if (this.#photo === undefined) throw new Error('preprocess() before decode()');
    this.#pixels = preprocess(this.#photo.photo, this.#subject.model.input, resample);
    this.#photo.hold.resize(this.#inputBytes);
  }

  /** One picture without content, to see whether the model answers at all. */
  blank(): void {
    this.#pixels = new Float32Array(this.#inputBytes / Float32Array.BYTES_PER_ELEMENT);
  }

  /** @returns logits, one a class, in the order of the class list */
  async infer(): Promise<Float32Array> {
    if (this.#pixels === undefined) throw new Error('infer() before preprocess()');
    return sessions.run(this.#subject, this.#pixels, this.#env.ASSETS);
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

  /** What the isolate's memory is spent on after the last step. */
  memory(): AccountReport {
    return account.report();
  }

  /** Gives back memory and turn. */
  close(): void {
    this.#closed = true;
    this.#file?.hold.release();
    this.#photo?.hold.release();
    this.#turn?.release();
  }

  get #inputBytes(): number {
    const [channels, height, width] = this.#subject.model.input.size;
    return Float32Array.BYTES_PER_ELEMENT * channels * height * width;
  }

  /** @throws RefusedError `busy` when the turn was taken over by somebody else, who uses the memory now */
  #requireTurn(): void {
    if (this.#turn?.valid !== true)
      throw new RefusedError('busy', 'The picture took so long that its turn was over. Try again in a moment.');
  }

  async #read(body: ReadableStream<Uint8Array> | null, head: BodyHead, hold: Hold): Promise<Uint8Array> {
    const { contentType, expectedBytes, maxBytes } = head;
    const chunks = body === null ? null : largeChunks(body);
    try {
      // Better said before the sender has sent it all.
      if (expectedBytes !== null && expectedBytes <= maxBytes) requireUploadRoom(expectedBytes);
      return await readUpload(chunks?.stream ?? null, {
        contentType,
        expectedBytes: expectedBytes ?? undefined,
        limits: { ...PACE, maxBytes },
        admit: (heldBytes) => {
          resizeUpload(hold, heldBytes);
        },
        inspect: (bytes) => {
          if (this.#env.IMAGES === undefined || heifFormat(bytes) === undefined) sniff(bytes);
        },
      });
    } catch (error) {
      await chunks?.discard();
      throw error;
    }
  }
}

async function attempt<Value>(step: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await step(), refusal: null };
  } catch (error) {
    return { value: null, refusal: refusalOf(error) };
  }
}
