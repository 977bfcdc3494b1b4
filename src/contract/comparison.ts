import { z } from '@hono/zod-openapi';

import { drawQuery, explainQuery, explanationSchema, predictionSchema, scoreCalibrationSchema } from './explanation.ts';
import { memorySchema } from './memory.ts';
import { ENGINE_NAMES } from './names.ts';
import { photoSchema } from './photo.ts';
import { engineQuerySchema, queryOf, topKSchema } from './query.ts';
import { clockSchema, engineSchema, milliseconds, phasesSchema, startSchema } from './timings.ts';

/** How many models one picture may be shown to in a request. */
export const MOST_MODELS = 4;

const MODELS = `2 to ${MOST_MODELS} names with commas between, each with @engine behind it or without`;
const WEIGHTS = 'as many numbers from 0 on as there are models, with commas between, one of them above 0';

/** A model and a weight as the description has them; requireMembers says more exactly what is wrong with one. */
const MODEL = `[^,@]{1,80}(@(${ENGINE_NAMES.join('|')}))?`;
const WEIGHT = '[0-9]{1,15}([.][0-9]{1,30})?';

/** Query of `POST /v1/compare`. */
export const compareQuerySchema = queryOf({
  models: z
    .string(MODELS)
    .regex(new RegExp(`^[^,]{1,100}(,[^,]{1,100}){1,${MOST_MODELS - 1}}$`), MODELS)
    .openapi({
      pattern: `^${MODEL}(,${MODEL}){1,${MOST_MODELS - 1}}$`,
      description:
        'Names of models with the same classes, see `GET /v1/models`; `name@engine` chooses what runs it. None twice, except with another engine.',
      example: 'efficientnet_b0,mobilenetv3_small',
    }),
  weights: z
    .string(WEIGHTS)
    .regex(/^[^,]{1,46}(,[^,]{1,46})*$/, WEIGHTS)
    .optional()
    .openapi({
      pattern: `^${WEIGHT}(, ?${WEIGHT}){1,${MOST_MODELS - 1}}$`,
      description:
        'How much each model counts in the ensemble, one of them above 0; scaled to sum to 1, equal when left out.',
      example: '0.6,0.4',
    }),
  top_k: topKSchema,
  engine: engineQuerySchema,
  ...explainQuery,
});

/** Query of `POST /v1/compare/heat-map`. */
export const drawnCompareQuerySchema = queryOf({ ...compareQuerySchema.shape, ...drawQuery });

/** Answer of `POST /v1/compare`. */
export const comparisonSchema = z
  .object({
    models: z
      .array(
        z.object({
          model: z.string(),
          engine: engineSchema,
          weight: z.number().openapi({ description: 'Its part in the ensemble; all sum to 1.' }),
          predictions: z.array(predictionSchema),
          calibration: scoreCalibrationSchema,
          explanations: z.array(explanationSchema).nullable(),
          start: startSchema,
          phases_ms: phasesSchema.omit({ decode: true }),
          total_ms: milliseconds.openapi({ description: 'These phases together.' }),
          model_bytes: z.int(),
        }),
      )
      .openapi({ description: 'In the order of the request.' }),
    ensemble: z.object({
      predictions: z.array(predictionSchema).openapi({ description: 'By the weighted mean of the softmax outputs.' }),
    }),
    agreement: z.object({
      top1: z.boolean().openapi({ description: 'Whether all models have the same first class.' }),
      top5_shared: z.int().openapi({ description: 'How many classes are among the first five of every model.' }),
    }),
    price: z
      .object({
        added_ms: milliseconds,
        added_bytes: z.int(),
        changed_top1: z.boolean(),
        sentence: z.string(),
      })
      .openapi({ description: 'What the models after the first one cost, and whether they changed its first class.' }),
    photo: photoSchema,
    timings: z.object({
      clock: clockSchema,
      receive_ms: milliseconds,
      queue_ms: milliseconds,
      rpc_ms: milliseconds,
      decode_ms: milliseconds.openapi({ description: 'Once for all models, as large as the one that needs most.' }),
      total_ms: milliseconds.openapi({ description: 'From the complete body to the answer.' }),
    }),
    memory: memorySchema,
  })
  .openapi('Comparison');
export type Comparison = z.infer<typeof comparisonSchema>;
