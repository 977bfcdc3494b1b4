import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { type Loaded, pixelsOf } from '../onnx/runtime.ts';
import { eachPicture, type Skipped } from './each-picture.ts';
import { drawEmptyPictures } from './empty-pictures.ts';
import { type Accuracy, accuracyOf } from './evaluation.ts';
import { halvesOf } from './halves.ts';
import type { LabelledPicture } from './labelled-pictures.ts';
import { argmax } from './metrics.ts';
import { calibrateTemperature, type FittedTemperature, type LabelledLogits } from './temperature.ts';
import { calibrateThreshold, type FittedThreshold } from './threshold.ts';

/** A model on the pictures that all were shown. */
export interface ComparedModel {
  readonly model: ModelEntry;
  readonly accuracy: Pick<Accuracy, 'top1' | 'top5'>;
  /** null where there are too few pictures to fit one. */
  readonly temperature: FittedTemperature | null;
  /** null where there are too few pictures to fit one, or none of them was answered wrong. */
  readonly threshold: FittedThreshold | null;
  /** Of a quantised variant: part of the pictures on which it has the first answer of the model that it was made of. */
  readonly agreement: number | null;
}

/** Models on the same pictures. */
export interface SamePictures {
  readonly pictures: number;
  readonly models: readonly ComparedModel[];
  readonly skipped: readonly Skipped[];
}

/**
 * Shows the same pictures to several models, each decoded and preprocessed as in the Worker.
 *
 * @param engine has all models loaded
 * @param models with the same classes
 * @throws Failure when no picture can be read
 */
export async function evaluateOnSamePictures(
  engine: Loaded,
  models: readonly ModelEntry[],
  pictures: readonly LabelledPicture[],
  onPicture?: (done: number) => void,
): Promise<SamePictures> {
  const logitsOf = async (model: ModelEntry, bytes: Uint8Array): Promise<Float32Array> =>
    Float32Array.from((await engine.run(model, await pixelsOf(bytes, model.input), ['logits'])).logits.data);
  const answers = new Map<string, LabelledLogits[]>(models.map(({ name }) => [name, []]));
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      for (const model of models) answers.get(model.name)?.push({ truth, logits: await logitsOf(model, bytes) });
    },
    onPicture,
  );
  const answersOf = (name: string): number[] => (answers.get(name) ?? []).map(({ logits }) => argmax(logits));
  const emptyPictures = halvesOf(pictures) === null ? [] : await drawEmptyPictures();
  const compared: ComparedModel[] = [];
  for (const model of models) {
    const own = answers.get(model.name) ?? [];
    const temperature = calibrateTemperature(own);
    const empty: Float32Array[] = [];
    for (const { bytes } of emptyPictures) empty.push(await logitsOf(model, bytes));
    const base = model.variant === undefined ? [] : answersOf(model.variant.of);
    const same = answersOf(model.name).filter((answer, picture) => answer === base[picture]).length;
    compared.push({
      model,
      accuracy: accuracyOf(own.map(({ truth, logits }) => ({ truth, scores: logits }))),
      temperature,
      threshold: temperature === null ? null : calibrateThreshold(own, temperature.temperature, empty),
      agreement: base.length === 0 ? null : same / base.length,
    });
  }
  return { pictures: pictures.length - skipped.length, models: compared, skipped };
}
