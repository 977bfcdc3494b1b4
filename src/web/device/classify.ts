import { describeMaps } from '../../inference/explain/describe-maps.ts';
import { neededShortSide, preprocess } from '../../inference/picture/preprocess.ts';
import { agreementOf } from '../../verdict/agreement.ts';
import { isUnknown, isUnknownToAll } from '../../verdict/certainty.ts';
import { ensemble } from '../../verdict/ensemble.ts';
import { ensembleCost } from '../../verdict/ensemble-cost.ts';
import { gradCam } from '../../verdict/gradcam.ts';
import { rank, softmax } from '../../verdict/scores.ts';
import type { DeviceEngine, ReadyModel } from './device-engine.ts';
import { planFiles } from './device-model.ts';
import type { DeviceAnswer, DeviceModelAnswer, FrameAnswer } from './messages.ts';
import type { DecodedPicture, PictureDecoder } from './picture-decoder.ts';

/** Classes in an answer, as many as the API gives to the page. */
const TOP_K = 5;

/** A model's answer, and what the answer of several is made of. */
interface Member {
  readonly answer: DeviceModelAnswer;
  readonly scores: Float64Array;
}

/** Answers pictures on this device, in the steps of the Worker. */
export class DeviceClassifier {
  readonly #engine: DeviceEngine;
  readonly #decoder: PictureDecoder;

  constructor(engine: DeviceEngine, decoder: PictureDecoder) {
    this.#engine = engine;
    this.#decoder = decoder;
  }

  /**
   * Answers one picture.
   * @param names of one model, or of several with the same classes
   * @throws MissingModel, DamagedModel, UnreadableFile
   */
  async classify(names: readonly string[], file: Blob): Promise<DeviceAnswer> {
    const begin = performance.now();
    const loads = [];
    for (const name of names) loads.push(await timed(() => this.#engine.ready(name)));
    const shortSide = Math.max(...loads.map(({ value }) => neededShortSide(value.model.entry.input)));
    const decoded = await timed(() => this.#decoder.decode(file, shortSide));
    const members: Member[] = [];
    for (const { value, ms } of loads) members.push(await this.#member(value.model, value.loaded, ms, decoded.value));
    return {
      models: members.map(({ answer }) => answer),
      together: members.length > 1 ? together(members, loads[0]?.value.model.labels ?? []) : null,
      photo: decoded.value.photo,
      decode_ms: decoded.ms,
      total_ms: performance.now() - begin,
      heap_bytes: await this.#engine.heapBytes(),
    };
  }

  /** Answers a frame of a video. */
  async frame(name: string, bitmap: ImageBitmap): Promise<FrameAnswer> {
    const begin = performance.now();
    const { model } = await this.#engine.ready(name);
    const pixels = preprocess(this.#decoder.pixels(bitmap), model.entry.input, await this.#decoder.resampler());
    const run = await timed(() => this.#engine.logits(model, pixels));
    const predictions = rank(softmax(run.value, model.entry.temperature), model.labels, TOP_K);
    const unknown = isUnknown(predictions[0]?.score ?? 0, model.entry.threshold ?? null);
    return { predictions, unknown, infer_ms: run.ms, total_ms: performance.now() - begin };
  }

  async #member(model: ReadyModel, loaded: boolean, load: number, { image, photo }: DecodedPicture): Promise<Member> {
    const { entry, labels, calibration } = model;
    const resample = await this.#decoder.resampler();
    const prepared = await timed(() => preprocess(image, entry.input, resample));
    const runs_before = model.runs;
    const run = await timed(() => this.#engine.run(model, prepared.value));
    const { logits, features } = run.value;
    const scores = softmax(logits.data, entry.temperature);
    const predictions = rank(scores, labels, TOP_K);
    const threshold = entry.threshold ?? null;
    const unknown = isUnknown(predictions[0]?.score ?? 0, threshold);
    const explained = await timed(async () =>
      gradCam(
        features,
        await this.#engine.head(model),
        predictions.map(({ index }) => index),
      ),
    );
    const answer: DeviceModelAnswer = {
      ...{ model: entry.name, predictions, unknown, threshold, calibration },
      ...{ runs_before, start: loaded ? 'cold' : 'warm' },
      explanations: describeMaps(explained.value, predictions, entry, photo),
      phases_ms: { load, preprocess: prepared.ms, infer: run.ms, explain: explained.ms },
      model_bytes: planFiles(entry).reduce((sum, { bytes }) => sum + bytes, 0),
    };
    return { answer, scores };
  }
}

/** What the API's comparison says of several models. */
function together(members: readonly Member[], labels: readonly string[]): DeviceAnswer['together'] {
  const mean = ensemble(members.map(({ scores }) => ({ scores, weight: 1 })));
  const predictions = rank(mean, labels, TOP_K);
  const voters = members.map(({ scores, answer: { threshold } }) => ({ scores, threshold, weight: 1 }));
  const priced = members.map(({ answer }) => ({
    ...answer,
    total_ms: Object.values(answer.phases_ms).reduce<number>((sum, ms) => sum + (ms ?? 0), 0),
  }));
  return {
    ensemble: { predictions, unknown: isUnknownToAll(predictions[0]?.index ?? 0, voters), threshold: null },
    agreement: agreementOf(members.map(({ answer }) => answer.predictions.map(({ index }) => index))),
    price: ensembleCost(priced, predictions),
  };
}

async function timed<Value>(
  step: () => Value | Promise<Value>,
): Promise<{ readonly value: Value; readonly ms: number }> {
  const begin = performance.now();
  const value = await step();
  return { value, ms: performance.now() - begin };
}
