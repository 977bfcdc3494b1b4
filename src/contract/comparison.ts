import { z } from '@hono/zod-openapi';

import { certaintyFields, jointCertaintyFields } from './certainty.ts';
import { explanationSchema, predictionSchema, scoreCalibrationSchema } from './explanation.ts';
import { memorySchema } from './memory.ts';
import { photoSchema } from './photo.ts';
import { clockSchema, engineSchema, milliseconds, phasesSchema, startSchema } from './timings.ts';

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
          ...certaintyFields,
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
      ...jointCertaintyFields,
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
