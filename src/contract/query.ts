import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES } from './names.ts';

/** A query with these parameters and no others. An error lists the known parameters and repeats nothing of the unknown. */
export function queryOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : undefined),
  });
}

/** Which model answers. */
export const modelQuerySchema = z.string().optional().openapi({
  description: 'Name of a model, see `GET /v1/models`; the default one when left out.',
  example: 'efficientnet_b0',
});

/** Which engine runs the model. */
export const engineQuerySchema = z.enum(ENGINE_NAMES, ENGINE_NAMES.join(' or ')).optional().openapi({
  description: "What runs the model; the deployment's default when left out. See `engines` of `GET /v1/models`.",
});

const TOP_K = 'a whole number from 1 to 1000';

/** How many classes to answer. */
export const topKSchema = z.coerce.number(TOP_K).int(TOP_K).min(1, TOP_K).max(1000, TOP_K).default(5).openapi({
  description: 'How many classes to answer, best first. A model with fewer classes answers all it has.',
});

/** Drops the model's session first, where the deployment allows it. */
export const freshSchema = z.enum(['session'], 'session').optional().openapi({
  description: "`session` drops the model's session first, so that its cold load can be seen. 403 where not allowed.",
});
