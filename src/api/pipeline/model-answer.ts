import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { readLabels } from '../../catalogue/assets.ts';
import type { DecodedPicture } from '../../contract/job.ts';
import type { Stopwatch } from '../../latency/stopwatch.ts';
import { type Prediction, rank } from '../../verdict/rank.ts';
import { softmax } from '../../verdict/softmax.ts';
import type { AppEnv } from '../app-env.ts';
import { describeMaps, explainedClasses, type ExplainWish } from './explain.ts';
import type { explanationSchema } from '../../contract/explanation.ts';
import { type Choice, explainModel, type JobStub } from './job.ts';
import { uprightSize } from './photo-answer.ts';

/** What a model says of a picture. */
export interface ModelAnswer {
  /** Softmax outputs, one a class. */
  readonly scores: Float64Array;
  readonly labels: readonly string[];
  readonly predictions: Prediction[];
  /** null where none was asked for. */
  readonly explanations: z.infer<typeof explanationSchema>[] | null;
}

/** How a model is asked. */
export interface Question {
  /** Which of the job's subjects it is. */
  readonly index: number;
  readonly topK: number;
  readonly explain: ExplainWish | undefined;
  /** Whether the picture is needed afterwards. */
  readonly keepPicture: boolean;
}

/**
 * Shows the job's picture to one of its models, which is ready, and times `preprocess`, `infer` and `explain`.
 * @throws ProblemError `busy`
 */
export async function askModel(
  c: Context<AppEnv>,
  job: JobStub,
  { model }: Choice,
  picture: DecodedPicture,
  watch: Stopwatch,
  { index, topK, explain, keepPicture }: Question,
): Promise<ModelAnswer> {
  await watch.time('preprocess', () => job.preprocess(index, keepPicture));
  const logits = await watch.time('infer', () => job.infer(index, explain !== undefined));
  const labels = await readLabels(c.env.ASSETS, model);
  const scores = softmax(logits);
  const predictions = rank(scores, labels, topK);
  if (explain === undefined) return { scores, labels, predictions, explanations: null };
  const explained = explainedClasses(explain, predictions).map((at) => ({
    index: at,
    label: labels[at] ?? '',
    score: scores[at] ?? 0,
  }));
  const maps = await explainModel(
    job,
    explained.map((prediction) => prediction.index),
    watch,
    index,
  );
  return { scores, labels, predictions, explanations: describeMaps(maps, explained, model, uprightSize(picture)) };
}
