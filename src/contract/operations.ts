import { z } from '@hono/zod-openapi';

import { memorySchema } from './memory.ts';
import { clockSchema, engineSchema, startSchema } from './timings.ts';

/** Answer of `GET /healthz`. */
export const healthSchema = z.object({ status: z.literal('ok'), version: z.string().nullable() }).openapi('Health');
export type Health = z.infer<typeof healthSchema>;

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
export type Ready = z.infer<typeof readySchema>;

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
