import webpModule from '@jsquash/webp/codec/dec/webp_dec.wasm?module';
import { RpcTarget } from 'cloudflare:workers';
import jpegModule from 'imagescript/wasm/any/jpeg.wasm?module';

import resampleModule from '../../dist/kernels/resample.wasm?module';
import type { Env } from '../env.ts';
import type { AccountReport, Hold } from './memory/account.ts';
import { MODEL_BYTES, PICTURE_BYTES } from './memory/limits.ts';
import type { Turn } from './memory/turns.ts';
import { DEFAULT_DECODE_BYTES } from '../image/decode-plan.ts';
import { decodeImage } from '../image/decode.ts';
import type { Image } from '../image/image.ts';
import { wasmResampler } from '../image/resize/wasm-resampler.ts';
import type { HeatMap } from '../verdict/gradcam.ts';
import { type BodyHead, readBody } from './picture/body.ts';
import type { Tensor } from './engines/engine.ts';
import { Explanation } from './explain/explanation.ts';
import { enterIsolate } from './isolate.ts';
import type { DecodedPicture, LoadReport, ReceivedPicture, RepeatReport } from '../contract/job.ts';
import { account, modelTooLarge, take, takeForDecode, takeForModel, takeTurn } from './memory/memory.ts';
import { attempt, type Outcome } from './outcome.ts';
import { neededShortSide, preprocess } from './picture/preprocess.ts';
import { RefusedError } from './refusal.ts';
import { modelBytes } from '../catalogue/registry.ts';
import { Sessions } from './sessions.ts';
import type { Subject } from './subject.ts';

const codecs = { jpeg: jpegModule, webp: webpModule };
const resample = wasmResampler(resampleModule);
const sessions = new Sessions(MODEL_BYTES);

/**
 * The steps of one request, to be called in order. Picture and tensors stay here; only small data crosses. Whoever opens
 * a job closes it, which gives back its memory and its turn.
 *
 * One picture can be shown to several models: those steps that take the index of a subject are then called for
 * one after the other, so that no two models have to have room at once.
 */
export class Job extends RpcTarget {
  readonly #subjects: readonly Subject[];
  readonly #env: Env;
  readonly #ctx: ExecutionContext;
  #turn: Turn | undefined;
  #file: { readonly bytes: Uint8Array; readonly hold: Hold } | undefined;
  #photo: { readonly photo: Image; readonly hold: Hold } | undefined;
  /** What is left of the picture's hold once only the input is needed. */
  #tensor: Hold | undefined;
  #pixels: Float32Array | undefined;
  #features: Tensor | undefined;
  readonly #explanation: Explanation;
  #closed = false;

  constructor(subjects: readonly Subject[], env: Env, ctx: ExecutionContext) {
    super();
    this.#subjects = subjects;
    this.#env = env;
    this.#explanation = new Explanation(env.ASSETS);
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
        const { bytes, convertedFrom } = await readBody(body, head, hold, this.#env.IMAGES);
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

  /** Drops a model's session, so that {@link load} has to make a new one. */
  async drop(index: number): Promise<void> {
    await sessions.drop(this.#subject(index));
  }

  /**
   * Makes a model ready: runtime, files, session; only what is not there yet.
   * @param explain whether {@link explain} will be called, which needs the weights of the classifier
   */
  load(index: number, explain = false): Promise<Outcome<LoadReport>> {
    return attempt(async () => {
      const subject = this.#subject(index);
      const { model, engine } = subject;
      const report: LoadReport = {
        isolate: enterIsolate(),
        runtime: engine.started ? 'reused' : 'created',
        session: sessions.has(subject) ? 'reused' : 'created',
        tiered: sessions.runs(subject),
      };
      const bytes = modelBytes(model, engine.name);
      if (bytes > MODEL_BYTES) throw modelTooLarge(model.name, bytes);
      const cost = sessions.cost(subject);
      await sessions.shrink(subject, () => account.ceiling >= Math.max(PICTURE_BYTES, cost.files + cost.growth));
      const done = takeForModel(cost);
      const ready = sessions.load(subject, this.#env.ASSETS).finally(done);
      // Others may wait for this load, so it goes on when the client that caused it hangs up.
      this.#ctx.waitUntil(ready.catch(() => undefined));
      await ready;
      if (explain) await this.#explanation.prepare(model);
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
        const { image, header, complete, coverage, colour } = await decodeImage(file.bytes, {
          codecs,
          shortSide: Math.max(...this.#subjects.map(({ model }) => neededShortSide(model.input))),
          maxDecodeBytes: Math.max(0, Math.min(DEFAULT_DECODE_BYTES, account.ceiling - file.hold.bytes)),
          admit: (needed, reused) => {
            this.#requireTurn();
            hold = takeForDecode(needed, reused);
          },
        });
        // What the decode took has the picture in it, which is all that is left of it.
        hold?.release();
        this.#photo = { photo: image, hold: take('tensor', image.data.byteLength + this.#inputBytes) };
        const { width, height } = image;
        return { header, width, height, complete, coverage, colour };
      } finally {
        hold?.release();
        file.hold.release();
        this.#file = undefined;
      }
    });
  }

  /**
   * RGB to a model's input tensor.
   * @param keep whether the picture is needed afterwards, by another model or by {@link draw}
   */
  preprocess(index: number, keep = false): void {
    if (this.#photo === undefined) throw new Error('preprocess() before decode()');
    const { photo, hold } = this.#photo;
    this.#pixels = preprocess(photo, this.#subject(index).model.input, resample);
    if (keep) return;
    hold.resize(this.#inputBytes);
    this.#photo = undefined;
    this.#tensor = hold;
  }

  /** One picture without content, to see whether a model answers at all. */
  blank(): void {
    this.#pixels = new Float32Array(this.#inputBytes / Float32Array.BYTES_PER_ELEMENT);
  }

  /**
   * @param explain whether {@link explain} will be called, which needs the last features
   * @returns logits, one a class, in the order of the class list
   */
  async infer(index: number, explain = false): Promise<Float32Array> {
    if (this.#pixels === undefined) throw new Error('infer() before preprocess()');
    const subject = this.#subject(index);
    if (!explain) return (await sessions.run(subject, this.#pixels, ['logits'], this.#env.ASSETS)).logits.data;
    const outputs = ['logits', 'features'] as const;
    const { logits, features } = await sessions.run(subject, this.#pixels, outputs, this.#env.ASSETS);
    this.#features = features;
    return logits.data;
  }

  /**
   * Where the evidence for some classes lies, after {@link infer} of the same model.
   * @param classes indices into its class list
   */
  explain(index: number, classes: readonly number[]): Promise<Outcome<HeatMap[]>> {
    return attempt(async () => {
      if (this.#features === undefined) throw new Error('explain() before infer()');
      return this.#explanation.of(this.#subject(index).model, this.#features, classes);
    });
  }

  /** All heat maps so far over the upright picture, side by side, as the bytes of a PNG file. */
  draw(): Promise<Outcome<Uint8Array>> {
    return attempt(() => {
      if (this.#photo === undefined) throw new Error('draw() needs the picture, which preprocess() was to keep');
      return Promise.resolve(this.#explanation.draw(this.#photo.photo, resample));
    });
  }

  /**
   * Runs the first model several times in one call, and times that in the way that cannot work in production: with the clock of
   * the invocation that computes. Only a calibration asks for it, to see what such a figure is worth.
   */
  async repeat(runs: number): Promise<RepeatReport> {
    const begin = performance.now();
    for (let run = 0; run < runs; run++) await this.infer(0);
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
    this.#tensor?.release();
    this.#turn?.release();
  }

  #subject(index: number): Subject {
    const subject = this.#subjects[index];
    if (subject === undefined) throw new Error(`the job has no subject ${index}`);
    return subject;
  }

  /** Of the model with the largest input. */
  get #inputBytes(): number {
    return Math.max(
      ...this.#subjects.map(({ model: { input } }) => {
        const [channels, height, width] = input.size;
        return Float32Array.BYTES_PER_ELEMENT * channels * height * width;
      }),
    );
  }

  /** @throws RefusedError `busy` when the turn was taken over by somebody else, who uses the memory now */
  #requireTurn(): void {
    if (this.#turn?.valid !== true)
      throw new RefusedError('busy', 'The picture took so long that its turn was over. Try again in a moment.');
  }
}
