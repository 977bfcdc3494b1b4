import type { Engine } from '../../src/inference/engine.ts';
import type { ModelEntry } from '../../src/inference/manifest.ts';
import { softmax } from '../../src/verdict/softmax.ts';
import { pixelsOf } from '../models/runtime.ts';
import { eachPicture, type Skipped } from './each-picture.ts';
import type { LabelledPicture } from './labelled-pictures.ts';
import { argmax, calibrationError, topK, type Verdict } from './metrics.ts';

/** How good a model is on labelled pictures. */
export interface Evaluation {
  readonly pictures: number;
  readonly top1: number;
  readonly top5: number;
  readonly calibrationError: number;
  /** Part of the pictures on which a second model has the same first answer. */
  readonly agreement?: number;
  readonly skipped: readonly Skipped[];
}

/**
 * Runs a model over labelled pictures, decoded and preprocessed as in the Worker.
 *
 * @param engine has both models loaded
 * @param other a second model with the same classes, to compare the first answers with
 * @throws Failure when no picture can be read
 */
export async function evaluate(
  engine: Engine,
  model: ModelEntry,
  pictures: readonly LabelledPicture[],
  other?: ModelEntry,
  onPicture?: (done: number) => void,
): Promise<Evaluation> {
  const scoresOf = async (entry: ModelEntry, bytes: Uint8Array): Promise<Float64Array> =>
    softmax((await engine.run(entry, await pixelsOf(bytes, entry.input), ['logits'])).logits.data);
  const verdicts: Verdict[] = [];
  let agreeing = 0;
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      const scores = await scoresOf(model, bytes);
      verdicts.push({ truth, scores });
      if (other && argmax(await scoresOf(other, bytes)) === argmax(scores)) agreeing++;
    },
    onPicture,
  );
  return {
    pictures: verdicts.length,
    top1: topK(verdicts, 1),
    top5: topK(verdicts, 5),
    calibrationError: calibrationError(verdicts),
    ...(other && { agreement: agreeing / verdicts.length }),
    skipped,
  };
}
