import { z } from '@hono/zod-openapi';

import { classificationSchema } from './classification.ts';
import { problemSchema } from './problem.ts';

/** One picture of a request with several. */
export const batchItemSchema = z
  .object({
    index: z.int().openapi({ description: 'Its place in the request, from 0 on.' }),
    id: z.string().nullable().openapi({ description: 'As a JSON body has it; null where it has none.' }),
    answer: z.union([classificationSchema, z.null()]).openapi({ description: 'null where there is a problem.' }),
    problem: z.union([problemSchema, z.null()]).openapi({ description: 'Why there is no answer to this picture.' }),
  })
  .openapi('BatchItem');
export type BatchItem = z.infer<typeof batchItemSchema>;

const endFields = {
  complete: z.boolean().openapi({ description: 'Whether all pictures of the request were read.' }),
  problem: z.union([problemSchema, z.null()]).openapi({ description: 'Why the rest of the request was not read.' }),
  total_ms: z.number().openapi({ description: 'From the arrival of the request to its last answer.' }),
};

/** Answer of `POST /v1/classify` to several pictures. */
export const batchSchema = z.object({ images: z.array(batchItemSchema), ...endFields }).openapi('Batch');
export type Batch = z.infer<typeof batchSchema>;

/** The last line of the same as NDJSON; those before are {@link BatchItem}s. */
export const batchEndSchema = z
  .object({ images: z.int().openapi({ description: 'How many lines were before.' }), ...endFields })
  .openapi('BatchEnd');
export type BatchEnd = z.infer<typeof batchEndSchema>;
