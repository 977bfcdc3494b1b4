import { z } from '@hono/zod-openapi';

/** Whether an answer is sure enough to be told as one. */
export const certaintyFields = {
  unknown: z.boolean().openapi({
    description:
      'Whether the first class is no more than a guess: its score is below `threshold`. `predictions` are there all the same.',
  }),
  threshold: z.number().min(0).max(1).nullable().openapi({
    description:
      'Score from which on first answers of the model were more often right than wrong on labelled pictures, or `min_score` of the request; null where nobody measured one, and then nothing is `unknown`.',
    example: 0.44,
  }),
};

/** The same of models that vote together. */
export const jointCertaintyFields = {
  unknown: z.boolean().openapi({
    description:
      'Whether the first class is no more than a guess: no model with a weight gives it a score of its own `threshold` or more; with `min_score`: the mean of their scores is below it.',
  }),
  threshold: certaintyFields.threshold.openapi({
    description: '`min_score` of the request; null without one, because then the thresholds of the models decide.',
  }),
};
