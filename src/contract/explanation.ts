import { z } from '@hono/zod-openapi';

/** A class, and how sure the model is of it. */
export const predictionSchema = z
  .object({
    index: z.int().openapi({ description: "Index into the model's class list.", example: 388 }),
    label: z.string().openapi({
      description: 'What the class is called in the language of `lang`; in English with its synonyms.',
      example: 'giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca',
    }),
    score: z.number().openapi({
      description: 'Softmax output in [0, 1], at the temperature that `calibration` names, or 1.',
      example: 0.83,
    }),
  })
  .openapi('Prediction');

/** How far the scores of an answer can be trusted. */
export const scoreCalibrationSchema = z
  .object({
    temperature: z.number().openapi({ description: 'What logits are divided by before softmax.' }),
    error: z.number().openapi({
      description:
        'Expected calibration error in percent: how far the score of the first answer is from how often it is right, on average, on pictures that had no part in choosing the temperature.',
    }),
    count: z.int().openapi({ description: 'How many pictures that error was measured on.' }),
    pictures: z.string().openapi({ description: 'Which pictures these are from. Others may be harder or easier.' }),
  })
  .nullable()
  .openapi('ScoreCalibration', { description: 'null where scores were never compared with labels.' });
export type ScoreCalibration = z.infer<typeof scoreCalibrationSchema>;
export type Prediction = z.infer<typeof predictionSchema>;

/** One heat map of an answer. */
export const explanationSchema = z
  .object({
    method: z.literal('gradcam'),
    index: z.int().openapi({ description: 'Of the class that is explained.', example: 388 }),
    label: z.string(),
    score: z.number(),
    map: z.object({
      width: z.int(),
      height: z.int(),
      values: z.array(z.number().min(0).max(1)).openapi({
        description: 'Row by row. The largest is 1; all are 0 where nothing speaks for the class.',
      }),
    }),
    peak: z.number().openapi({ description: 'What 1 stands for, in logits.' }),
    region: z
      .object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() })
      .openapi({ description: 'The part of the upright picture that the map covers, in its pixels.' }),
  })
  .openapi('Explanation');
export type Explanation = z.infer<typeof explanationSchema>;

/** A PNG file, as OpenAPI describes it. */
export const pngSchema = z.string().openapi({ format: 'binary' });
