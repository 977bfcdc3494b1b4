import { z } from '@hono/zod-openapi';

import { expectedText } from '../i18n/advice/faults.ts';
import { type AdviceParameter, USE_CASE_NAMES } from './names.ts';
import { translatorFor } from '../i18n/languages.ts';
import { queryOf } from './query.ts';

const right = (parameter: AdviceParameter): string => expectedText(translatorFor('en'), parameter);

const positive = (parameter: AdviceParameter, description: string): z.ZodType<number | undefined> =>
  z.coerce.number(right(parameter)).positive(right(parameter)).optional().openapi({ description });

const wish = (parameter: AdviceParameter, description: string): z.ZodType<boolean | undefined> =>
  z
    .enum(['true', 'false'], right(parameter))
    .transform((value) => value === 'true')
    .optional()
    .openapi({ type: 'boolean', description });

/** Query of `GET /v1/recommend`. */
export const recommendQuerySchema = queryOf({
  use_case: z.enum(USE_CASE_NAMES, right('use_case')).optional().openapi({
    description: 'The task; without one all four axes count the same.',
    example: 'agriculture',
  }),
  max_latency_ms: positive('max_latency_ms', 'Of a warm inference, in ms, on the machine that the answer names.'),
  max_model_mb: positive('max_model_mb', 'Of graph and weights, in MB (1,000,000 bytes).'),
  max_memory_mb: positive('max_memory_mb', 'Of the engine with the model, in MB (1,000,000 bytes).'),
  // Whoever writes 0.75 means 75, and would get every model.
  min_top1: z.coerce
    .number(right('min_top1'))
    .min(1, right('min_top1'))
    .max(100, right('min_top1'))
    .optional()
    .openapi({
      description: "Percent of ImageNet-1k's validation set, as published for the architecture.",
      example: 75,
    }),
  heat_map: wish('heat_map', '`true`: only models with heat maps.'),
  installed: wish('installed', '`true`: only models that answer in this deployment.'),
  fits_worker: wish('fits_worker', '`true`: only models that an isolate of a Worker has room for.'),
});

/** A model that could be chosen. */
export const optionSchema = z.object({
  name: z.string(),
  title: z.string(),
  architecture: z.string().openapi({ description: "timm's name, without the tag of the weights." }),
  installed: z.boolean(),
  fits_worker: z.boolean(),
  heat_map: z.boolean(),
  engine: z
    .enum(['onnxruntime', 'simd'])
    .nullable()
    .openapi({ description: 'The fastest one, which warm_ms and memory_bytes are of.' }),
  top1: z.number().nullable().openapi({
    description:
      "Percent of ImageNet-1k's validation set, as published for the architecture with timm's weights; of a quantised variant, less what that was measured to take.",
  }),
  warm_ms: z.number().nullable(),
  bytes: z.int().openapi({ description: 'Graph and weights, as onnxruntime reads them.' }),
  memory_bytes: z.int().nullable(),
  interpretability: z.number().nullable().openapi({ description: 'Insertion less deletion AUC of its heat maps.' }),
  evidence: z.object({
    accuracy: z
      .object({
        of: z.string().openapi({ description: 'The weights that it was published for.' }),
        size: z.int(),
        source: z.object({ title: z.string(), date: z.string().nullable(), url: z.string() }).nullable(),
      })
      .nullable(),
    own_accuracy: z
      .array(
        z.object({ pictures: z.string(), count: z.int(), top1: z.number(), top5: z.number(), command: z.string() }),
      )
      .openapi({ description: 'Of the weights that answer here, on other pictures than the published accuracy.' }),
    latency: z.object({ machine: z.string(), date: z.string(), command: z.string() }).nullable(),
    interpretability: z
      .object({ pictures: z.string(), count: z.int(), date: z.string(), command: z.string() })
      .nullable(),
  }),
  variant_of: z.string().nullable().openapi({ description: 'The model that it is a quantised variant of.' }),
  add: z.string().nullable().openapi({ description: 'The command that adds it; null where it is here.' }),
});

export const recommendSchema = z
  .object({
    sentence: z.string().openapi({ description: 'What comes first, or that nothing fits and what comes nearest.' }),
    use_case: z.object({
      name: z.enum(USE_CASE_NAMES).nullable(),
      sentence: z.string(),
      usual: z.array(z.string()).openapi({ description: 'Architectures that are the usual choice.' }),
      weights: z.object({
        accuracy: z.number(),
        latency: z.number(),
        size: z.number(),
        interpretability: z.number(),
      }),
    }),
    ranking: z
      .array(
        optionSchema.extend({
          score: z.number().openapi({ description: 'In [0, 1]: weighted mean over the axes.' }),
          usual: z.boolean(),
          pareto: z.boolean(),
          reason: z.string(),
        }),
      )
      .openapi({ description: 'What keeps all limits, the best first.' }),
    pareto: z.array(z.string()).openapi({ description: 'Of those, the ones that no other beats on all four axes.' }),
    rejected: z
      .array(
        optionSchema.extend({
          misses: z.array(z.object({ limit: z.string(), sentence: z.string() })),
        }),
      )
      .openapi({ description: 'What misses a limit, the nearest first.' }),
    note: z.string(),
  })
  .openapi('Recommendation');
