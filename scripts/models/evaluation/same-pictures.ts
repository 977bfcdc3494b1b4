import type { Engine } from '../../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { softmax } from '../../../src/verdict/scores.ts';
import { pixelsOf } from '../onnx/runtime.ts';
import { eachPicture, type Skipped } from './each-picture.ts';
import { type Accuracy, accuracyOf } from './evaluation.ts';
import type { LabelledPicture } from './labelled-pictures.ts';
import { argmax, type Verdict } from './metrics.ts';

/** A model on the pictures that all were shown. */
export interface ComparedModel {
  readonly model: ModelEntry;
  readonly accuracy: Accuracy;
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
  engine: Engine,
  models: readonly ModelEntry[],
  pictures: readonly LabelledPicture[],
  onPicture?: (done: number) => void,
): Promise<SamePictures> {
  const verdicts = new Map<string, Verdict[]>(models.map(({ name }) => [name, []]));
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      for (const model of models) {
        const { logits } = await engine.run(model, await pixelsOf(bytes, model.input), ['logits']);
        verdicts.get(model.name)?.push({ truth, scores: Float32Array.from(softmax(logits.data)) });
      }
    },
    onPicture,
  );
  const answersOf = (name: string): number[] => (verdicts.get(name) ?? []).map(({ scores }) => argmax(scores));
  return {
    pictures: pictures.length - skipped.length,
    models: models.map((model) => {
      const base = model.variant === undefined ? [] : answersOf(model.variant.of);
      const same = answersOf(model.name).filter((answer, picture) => answer === base[picture]).length;
      return {
        model,
        accuracy: accuracyOf(verdicts.get(model.name) ?? []),
        agreement: base.length === 0 ? null : same / base.length,
      };
    }),
    skipped,
  };
}
