import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { Loaded } from '../onnx/runtime.ts';
import { eachPicture, type Skipped } from './each-picture.ts';
import { type Accuracy, accuracyOf } from './evaluation.ts';
import { type FittedScores, fitScores } from './fitted-scores.ts';
import type { LabelledPicture } from './labelled-pictures.ts';
import { type LabelledLogits, logitsOf } from './logits.ts';
import { argmax } from './metrics.ts';

/** A model on the pictures that all were shown. */
export interface ComparedModel {
  readonly model: ModelEntry;
  readonly accuracy: Pick<Accuracy, 'top1' | 'top5'>;
  /** null where there are too few pictures to fit anything. */
  readonly fitted: FittedScores | null;
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
  const answers = new Map<string, LabelledLogits[]>(models.map(({ name }) => [name, []]));
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      for (const model of models)
        answers.get(model.name)?.push({ truth, logits: await logitsOf(engine, model, bytes) });
    },
    onPicture,
  );
  const answersOf = (name: string): number[] => (answers.get(name) ?? []).map(({ logits }) => argmax(logits));
  const compared: ComparedModel[] = [];
  for (const model of models) {
    const own = answers.get(model.name) ?? [];
    const base = model.variant === undefined ? [] : answersOf(model.variant.of);
    const same = answersOf(model.name).filter((answer, picture) => answer === base[picture]).length;
    compared.push({
      model,
      accuracy: accuracyOf(own.map(({ truth, logits }) => ({ truth, scores: logits }))),
      fitted: await fitScores(engine, model, own),
      agreement: base.length === 0 ? null : same / base.length,
    });
  }
  return { pictures: pictures.length - skipped.length, models: compared, skipped };
}
