import { z } from '@hono/zod-openapi';

import { memorySchema } from './memory.ts';
import { engineQuerySchema, modelQuerySchema, queryOf, wholeNumberOf } from './query.ts';
import { clockSchema, engineSchema, startSchema } from './timings.ts';

/** Answer of `GET /healthz`. */
export const healthSchema = z.object({ status: z.literal('ok'), version: z.string().nullable() }).openapi('Health');

/** Answer of `GET /readyz`. */
export const readySchema = z
  .object({
    status: z.literal('ready'),
    model: z.string(),
    engine: engineSchema,
    start: startSchema,
    memory: memorySchema,
  })
  .openapi('Ready');

/** So many inferences take long enough to stand out from a network, and still fit into a request's CPU time. */
const MAX_RUNS = 16;

/** Query of `POST /v1/calibrate`. */
export const calibrateQuerySchema = queryOf({
  model: modelQuerySchema,
  engine: engineQuerySchema,
  runs: wholeNumberOf(0, MAX_RUNS, { description: 'How many inferences of a blank picture to do.', example: 4 }),
});

/** Answer of `POST /v1/calibrate`. */
export const calibrationSchema = z
  .object({
    model: z.string(),
    engine: engineSchema,
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
export type Calibration = z.infer<typeof calibrationSchema>;
