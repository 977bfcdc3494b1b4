import { readFile } from 'node:fs/promises';

import type { Engine } from '../../src/inference/engine.ts';
import type { ModelEntry } from '../../src/inference/manifest.ts';
import { PhotoError } from '../../src/photo/photo-error.ts';
import { softmax } from '../../src/verdict/softmax.ts';
import { Failure, isCode } from '../models/failure.ts';
import { pixelsOf } from '../models/runtime.ts';
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
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
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
  onPicture?: (done: number, total: number) => void,
): Promise<Evaluation> {
  const scoresOf = async (entry: ModelEntry, bytes: Uint8Array): Promise<Float64Array> =>
    softmax((await engine.run(entry, await pixelsOf(bytes, entry.input), ['logits'])).logits.data);
  const verdicts: Verdict[] = [];
  const skipped: { path: string; reason: string }[] = [];
  let agreeing = 0;
  for (const [index, { path, truth }] of pictures.entries()) {
    try {
      const bytes = new Uint8Array(await readFile(path));
      const scores = await scoresOf(model, bytes);
      verdicts.push({ truth, scores });
      if (other && argmax(await scoresOf(other, bytes)) === argmax(scores)) agreeing++;
    } catch (error) {
      const missing = isCode(error, 'ENOENT');
      if (!missing && !(error instanceof PhotoError)) throw error;
      skipped.push({ path, reason: error instanceof PhotoError ? error.message : 'There is no such file.' });
    }
    onPicture?.(index + 1, pictures.length);
  }
  if (verdicts.length === 0) {
    const [first] = skipped;
    throw new Failure(
      `none of the ${pictures.length} pictures could be read; ${first?.path ?? ''}: ${first?.reason ?? ''}`,
    );
  }
  return {
    pictures: verdicts.length,
    top1: topK(verdicts, 1),
    top5: topK(verdicts, 5),
    calibrationError: calibrationError(verdicts),
    ...(other && { agreement: agreeing / verdicts.length }),
    skipped,
  };
}
