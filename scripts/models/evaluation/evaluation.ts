import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { softmax } from '../../../src/verdict/scores.ts';
import type { Loaded } from '../onnx/runtime.ts';
import { eachPicture, type Skipped } from './each-picture.ts';
import type { LabelledPicture, UnlabelledPicture } from './labelled-pictures.ts';
import { type LabelledLogits, logitsOf } from './logits.ts';
import { argmax, calibrationError, topK, type Verdict } from './metrics.ts';

/** Parts of labelled pictures, and the calibration error on them. */
export interface Accuracy {
  readonly top1: number;
  readonly top5: number;
  readonly calibrationError: number;
}

/** How good a model is on pictures. */
export interface Evaluation {
  readonly pictures: number;
  /** Null when no class is known. */
  readonly accuracy: Accuracy | null;
  /** What the model computed for those whose class is known. */
  readonly answers: readonly LabelledLogits[];
  /** That of the second model. */
  readonly otherAccuracy: Accuracy | null;
  /** Part of the pictures on which a second model has the same first answer. */
  readonly agreement?: number;
  readonly skipped: readonly Skipped[];
}

/**
 * Runs a model over pictures, decoded and preprocessed as in the Worker.
 *
 * @param engine has both models loaded
 * @param other a second model with the same classes, to compare the first answers with
 * @throws Failure when no picture can be read
 */
export async function evaluate(
  engine: Loaded,
  model: ModelEntry,
  pictures: readonly (LabelledPicture | UnlabelledPicture)[],
  other?: ModelEntry,
  onPicture?: (done: number) => void,
): Promise<Evaluation> {
  const [verdicts, otherVerdicts]: [Verdict[], Verdict[]] = [[], []];
  const answers: LabelledLogits[] = [];
  let [seen, agreeing] = [0, 0];
  const skipped = await eachPicture(
    pictures,
    async (bytes, { truth }) => {
      const logits = await logitsOf(engine, model, bytes);
      const scores = softmax(logits, model.temperature);
      seen++;
      if (truth !== null) {
        answers.push({ truth, logits });
        verdicts.push({ truth, scores });
      }
      if (!other) return;
      const otherScores = softmax(await logitsOf(engine, other, bytes), other.temperature);
      if (argmax(otherScores) === argmax(scores)) agreeing++;
      if (truth !== null) otherVerdicts.push({ truth, scores: otherScores });
    },
    onPicture,
  );
  return {
    pictures: seen,
    accuracy: verdicts.length === 0 ? null : accuracyOf(verdicts),
    answers,
    otherAccuracy: otherVerdicts.length === 0 ? null : accuracyOf(otherVerdicts),
    ...(other && { agreement: agreeing / seen }),
    skipped,
  };
}

/** @param verdicts one at least */
export function accuracyOf(verdicts: readonly Verdict[]): Accuracy {
  return { top1: topK(verdicts, 1), top5: topK(verdicts, 5), calibrationError: calibrationError(verdicts) };
}
