import { z } from '@hono/zod-openapi';

/** That an answer is about some of a model's classes only. */
export const restrictionSchema = z
  .object({
    classes: z.array(z.int()).openapi({ description: 'Indices of the classes that `labels` names, in its order.' }),
    share: z.number().min(0).max(1).openapi({
      description:
        'What the scores of these classes sum to among all classes of the model. Close to 0, the picture shows none of them, whatever `score` says.',
      example: 0.97,
    }),
  })
  .nullable()
  .openapi('Restriction', { description: 'null where all classes of the model may be answered.' });
export type Restriction = z.infer<typeof restrictionSchema>;
