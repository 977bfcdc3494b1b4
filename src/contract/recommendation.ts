import { z } from '@hono/zod-openapi';

import { publicationSchema } from './model.ts';
import { ENGINE_NAMES, USE_CASE_NAMES } from './names.ts';

const evidenceSchema = z.object({ machine: z.string(), date: z.string(), command: z.string() });

/** A model that advice can choose from. */
export const candidateSchema = z.object({
  name: z.string(),
  title: z.string(),
  architecture: z.string().openapi({ description: "timm's name, without the tag of the weights." }),
  installed: z.boolean(),
  fits_worker: z.boolean(),
  heat_map: z.boolean(),
  engine: z
    .enum(ENGINE_NAMES)
    .nullable()
    .openapi({ description: 'The fastest one, which warm_ms, bytes and memory_bytes are of.' }),
  top1: z.number().nullable().openapi({
    description:
      "Percent of ImageNet-1k's validation set that these very weights can be expected to get right; models rank by it. As published for them, or else what was published for `anchor.of`, plus the difference that was measured between the two on the same pictures.",
  }),
  anchor: z
    .object({
      name: z.string().openapi({ description: 'The model that answers here for it.' }),
      of: z.string().openapi({ description: 'The weights that its accuracy was published for.' }),
      top1: z.number().openapi({ description: 'That accuracy, in percent.' }),
    })
    .nullable()
    .openapi({ description: 'What `top1` was carried over from; null where it was published for these very weights.' }),
  warm_ms: z.number().nullable(),
  bytes: z
    .int()
    .openapi({ description: 'Of the files that `engine` reads, or the default one where none was measured.' }),
  memory_bytes: z.int().nullable(),
  interpretability: z.number().nullable().openapi({
    description:
      'How much its heat maps know: their insertion less deletion AUC, less the same of these maps with their cells shuffled.',
  }),
  price: z
    .object({
      cpu_ms: z.number().openapi({ description: 'CPU time of one warm answer, on the machine of `evidence.price`.' }),
      whole: z.boolean().openapi({
        description:
          'Of the whole answer in workerd; `false`: of inference, decoding and scaling only, so that the price is the least that it can be.',
      }),
      million_usd: z.number().openapi({
        description: 'US dollars for a million answers more on Workers Paid, with ledger and log; see `prices`.',
      }),
      free_plan: z.boolean().nullable().openapi({
        description: 'Whether the CPU time is within that of the Free plan; null: what is known of it is.',
      }),
    })
    .nullable(),
  evidence: z.object({
    accuracy: z
      .object({
        of: z.string().openapi({ description: 'The weights that it was published for.' }),
        top1: z.number().openapi({ description: 'Percent.' }),
        same_weights: z.boolean().openapi({ description: 'Whether these are the weights of this model.' }),
        size: z.int(),
        source: publicationSchema.nullable(),
      })
      .nullable(),
    own_accuracy: z
      .array(
        z.object({ pictures: z.string(), count: z.int(), top1: z.number(), top5: z.number(), command: z.string() }),
      )
      .openapi({
        description:
          'Of the weights that answer here; the same pictures for all models, which are not those of the published accuracy.',
      }),
    latency: evidenceSchema.nullable(),
    price: evidenceSchema.nullable(),
    interpretability: z
      .object({ pictures: z.string(), count: z.int(), date: z.string(), command: z.string() })
      .nullable(),
  }),
  distilled_from: z.string().nullable().openapi({
    description: 'The model that taught it; null where its weights were trained in the usual way.',
  }),
  variant_of: z.string().nullable().openapi({ description: 'The model that it is a quantised variant of.' }),
  add: z.string().nullable().openapi({ description: 'The command that adds it; null where it is here.' }),
});

/** Answer of `GET /v1/recommend`. */
export const recommendationSchema = z
  .object({
    sentence: z.string().openapi({
      description: 'Which model to take and what the next one would cost, or that nothing fits and what comes nearest.',
    }),
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
        candidateSchema.extend({
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
        candidateSchema.extend({
          misses: z.array(z.object({ limit: z.string(), sentence: z.string() })),
        }),
      )
      .openapi({ description: 'What misses a limit, the nearest first.' }),
    prices: z
      .object({
        requests: z.number(),
        cpu_ms: z.number().openapi({ description: 'For each ms of CPU time of one answer.' }),
        ledger: z.number().openapi({ description: 'About; nothing without the bindings `LEDGER` and `LOCATIONS`.' }),
        logs: z.number().openapi({ description: 'Nothing without `[observability]`.' }),
        free_cpu_ms: z.number().openapi({ description: 'CPU time that the Free plan allows for a request.' }),
        date: z.string(),
        source: z.string(),
      })
      .openapi({ description: 'US dollars on Workers Paid for a million beyond what its monthly price includes.' }),
    ensembles: z
      .array(
        z.object({
          sentence: z.string(),
          models: z.array(z.string()),
          weights: z.array(z.number()).openapi({ description: 'One for each model; they sum to 1.' }),
          best: z.string().openapi({ description: 'The most accurate one of the models on these pictures.' }),
          worth: z.enum(['gains', 'level', 'loses']).openapi({
            description:
              'Whether the interval of the gain is above or below 0. `level`: neither, or fewer than 6 pictures differ.',
          }),
          gain: z.number().openapi({ description: 'Points of top-1 over `best` alone; below 0 where they lose.' }),
          gain_interval: z
            .tuple([z.number(), z.number()])
            .openapi({ description: '95 %, by a paired bootstrap over the pictures.' }),
          mended: z.int().openapi({ description: 'Pictures that only the models together got right.' }),
          spoiled: z.int().openapi({ description: 'Pictures that only `best` alone got right.' }),
          pictures: z.string(),
          count: z.int(),
          command: z.string(),
          added: z
            .object({
              bytes: z.int(),
              speed: z
                .object({
                  warm_ms: z.number().openapi({ description: 'Warm inferences, each by the fastest engine.' }),
                  cpu_ms: z.number().nullable().openapi({
                    description: 'CPU time of whole answers: more than is added, since a picture is decoded once.',
                  }),
                  machine: z.string(),
                })
                .nullable()
                .openapi({ description: 'null unless all were measured on one machine.' }),
            })
            .openapi({ description: 'What the models beside `best` cost.' }),
        }),
      )
      .openapi({
        description: 'What it was worth to ask several of these models together, where that was measured.',
      }),
    note: z.string(),
  })
  .openapi('Recommendation');

export type RecommendationAnswer = z.infer<typeof recommendationSchema>;
export type CandidateDescription = z.infer<typeof candidateSchema>;
