import { z } from '@hono/zod-openapi';

/** RFC 9457 problem details. */
export const problemSchema = z
  .looseObject({
    type: z.string().openapi({
      description: 'Stable name of the kind of error; a page about it on this host.',
      example: '/problems/unknown-model',
    }),
    title: z.string().openapi({ example: 'No such model' }),
    status: z.int().openapi({ example: 404 }),
    detail: z.string().openapi({ description: 'What was wrong this time, and what would be right.' }),
    request_id: z.string().openapi({ description: 'As in X-Request-Id.' }),
  })
  .openapi('Problem');

export type Problem = z.infer<typeof problemSchema>;
