import { z } from '@hono/zod-openapi';

import { memorySchema } from './memory.ts';
import { engineSchema, startSchema } from './timings.ts';

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
