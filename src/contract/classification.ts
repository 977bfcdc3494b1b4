import { z } from '@hono/zod-openapi';

import { certaintyFields } from './certainty.ts';
import { embeddingSchema } from './embedding.ts';
import { explanationSchema, predictionSchema, scoreCalibrationSchema } from './explanation.ts';
import { memorySchema } from './memory.ts';
import { photoSchema } from './photo.ts';
import { restrictionSchema } from './restriction.ts';
import { engineSchema, startSchema, timingsSchema } from './timings.ts';

/** Answer of `POST /v1/classify`. */
export const classificationSchema = z
  .object({
    model: z.string(),
    engine: engineSchema,
    predictions: z.array(predictionSchema),
    ...certaintyFields,
    restriction: restrictionSchema,
    calibration: scoreCalibrationSchema,
    embedding: embeddingSchema,
    explanations: z.array(explanationSchema).nullable().openapi({ description: 'null where none were asked for.' }),
    photo: photoSchema,
    start: startSchema,
    timings: timingsSchema,
    memory: memorySchema,
    model_bytes: z.int().openapi({ description: 'Graph and weights, as the engine reads them.' }),
  })
  .openapi('Classification');
export type Classification = z.infer<typeof classificationSchema>;
