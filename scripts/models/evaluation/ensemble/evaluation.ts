import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { softmax } from '../../../../src/verdict/scores.ts';
import { type Loaded, pixelsOf } from '../../onnx/runtime.ts';
import { eachPicture, type Skipped } from '../each-picture.ts';
import type { LabelledPicture } from '../labelled-pictures.ts';
import { EnsembleTally, type Result } from './tally.ts';

/** Models alone and together, on the same pictures. */
export interface EnsembleEvaluation extends Result {
  readonly pictures: number;
  readonly skipped: readonly Skipped[];
}

/**
 * Shows the same pictures to several models, decoded and preprocessed as in the Worker, and lets them vote as there: the
 * weighted mean of their softmax outputs, each at its own temperature. Each model sees a picture once, whatever the number
 * of weightings.
 *
 * @param engine has all models loaded
 * @param models two or more with the same classes
 * @param weightings each has a weight for each model
 * @throws Failure when no picture can be read
 */
export async function evaluateEnsemble(
  engine: Loaded,
  models: readonly ModelEntry[],
  weightings: readonly (readonly number[])[],
  pictures: readonly LabelledPicture[],
  onPicture?: (done: number) => void,
): Promise<EnsembleEvaluation> {
  const tally = new EnsembleTally(
    models.map(({ threshold = null }) => threshold),
    weightings,
  );
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      const outputs: Float64Array[] = [];
      for (const model of models) {
        const { logits } = await engine.run(model, await pixelsOf(bytes, model.input), ['logits']);
        outputs.push(softmax(logits.data, model.temperature));
      }
      tally.add(truth, outputs);
    },
    onPicture,
  );
  return { ...tally.result(), pictures: pictures.length - skipped.length, skipped };
}
