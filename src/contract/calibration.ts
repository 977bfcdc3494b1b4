import { z } from '@hono/zod-openapi';

import { queryOf } from './query.ts';
import { clockSchema, engineQuerySchema, startSchema } from './classification.ts';

/** So many inferences take long enough to be seen beside a network, and still fit into a request's CPU time. */
export const MAX_RUNS = 16;

const RUNS = `a whole number from 0 to ${MAX_RUNS}`;

/** Query of `POST /v1/calibrate`. */
export const calibrateQuerySchema = queryOf({
  model: z.string().optional().openapi({
    description: 'Name of a model, see `GET /v1/models`; the default one when left out.',
    example: 'mobilenetv3_small',
  }),
  engine: engineQuerySchema,
  runs: z.coerce
    .number(RUNS)
    .int(RUNS)
    .min(0, RUNS)
    .max(MAX_RUNS, RUNS)
    .openapi({ description: 'How many inferences of a blank picture to do.', example: 4 }),
});

export const calibrationSchema = z
  .object({
    model: z.string(),
    engine: z.string().openapi({ description: 'What ran the model.', example: 'onnxruntime' }),
    runs: z.int().nonnegative(),
    start: startSchema,
    clock: clockSchema,
    figures_ms: z.object({
      rpc: z.number().openapi({ description: "The handler's clock around the one call that did all runs." }),
      inside: z.number().openapi({
        description:
          'The clock of the computing invocation itself around the same runs. In production it stands still while it computes: never believe it, only compare it.',
      }),
    }),
  })
  .openapi('Calibration');

/** An answer of `POST /v1/calibrate`. */
export type Calibration = z.infer<typeof calibrationSchema>;
