import { z } from '@hono/zod-openapi';

import { versionSchema } from './ledger.ts';
import { MEASURES, QUANTILES, START_KINDS } from './names.ts';
import { clockSchema, milliseconds } from './timings.ts';

/** Quantiles of a distribution, and how they were found. */
const figuresSchema = z.object({
  count: z.int().positive(),
  min_ms: milliseconds,
  p50_ms: milliseconds.openapi({ description: 'Quantiles by nearest rank: always a duration that occurred.' }),
  p90_ms: milliseconds,
  p95_ms: milliseconds,
  p99_ms: milliseconds,
  max_ms: milliseconds,
  method: z.enum(['exact', 'ddsketch']).openapi({
    description: 'exact: from all samples. ddsketch: there are so many different durations that they were binned.',
  }),
  relative_error: z.number().openapi({ description: 'Of the quantiles. count, min and max are always exact.' }),
  few: z.array(z.enum(QUANTILES)).openapi({
    description:
      'Quantiles that are little more than chance, because `count` is small: p50 and p90 below 10, p95 below 20, p99 below 100.',
    example: ['p99_ms'],
  }),
});
export type LatencyFigures = z.infer<typeof figuresSchema>;

/** Answer of `GET /v1/latency`. */
export const latencySchema = z
  .object({
    clock: clockSchema,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    window_s: z.number().positive(),
    quantiles: z.literal('nearest-rank'),
    bounds_ms: z
      .array(z.number().nullable())
      .openapi({ description: 'Upper bounds of the bins of each `histogram`; null is the open end.' }),
    groups: z.array(
      z.object({
        phase: z.enum(MEASURES),
        model: z.string(),
        start: z.enum(START_KINDS),
        engine: z.string().openapi({ description: 'What ran the model.', example: 'onnxruntime' }),
        version: z.string().nullable().optional().openapi({
          description: 'The id of the version that answered, with `group=version`; null where it is not known.',
        }),
        ...figuresSchema.shape,
        histogram: z
          .array(z.int())
          .openapi({ description: 'How many durations lie above the bound before and up to this one.' }),
        series: z.array(z.object({ from: z.iso.datetime(), ...figuresSchema.shape })).optional(),
      }),
    ),
    versions: z.array(versionSchema).openapi({
      description:
        'The versions of the Worker that have samples in the window, the first that was uploaded first, whichever of them is asked for.',
    }),
    locations: z.int().nonnegative().openapi({ description: 'How many locations answered.' }),
    complete: z.boolean().openapi({ description: 'Whether all did that had samples.' }),
    missing: z.array(z.string()).openapi({ description: 'Locations that did not answer in time.' }),
  })
  .openapi('Latency');

export type LatencyAnswer = z.infer<typeof latencySchema>;
