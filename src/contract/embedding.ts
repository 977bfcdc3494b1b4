import { z } from '@hono/zod-openapi';

import { engineSchema } from './timings.ts';

/** What a model makes of a picture before it decides on a class. */
export const embeddingSchema = z
  .object({
    model: z.string(),
    engine: engineSchema,
    weights_sha256: z.string().openapi({
      description: 'Of the file with the weights. Compare only vectors that have the same model and the same sum.',
    }),
    dimensions: z.int().openapi({ example: 1280 }),
    values: z.array(z.number()).nullable().openapi({
      description: 'The vector, of length 1 (L2); null where it was asked for as base64.',
    }),
    base64: z.string().nullable().openapi({
      description: 'The same as little-endian float32 in base64; null where it was asked for as numbers.',
    }),
  })
  .nullable()
  .openapi('Embedding', {
    description: 'Means of the last feature maps over all places of the picture; null where they were not asked for.',
  });
export type Embedding = z.infer<typeof embeddingSchema>;
