import { z } from '@hono/zod-openapi';

import { MEASURES, START_KINDS } from './names.ts';
import { queryOf, wholeNumberOf } from './query.ts';
import { clockSchema, milliseconds } from './timings.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const WINDOW = 'a length of time: 90, 90s, 15m, 24h or 7d';

/** `15m`, `24h`, `7d`, or seconds with or without their unit; in seconds. */
export const windowSchema = z
  .string(WINDOW)
  .regex(/^0*[1-9]\d{0,7}[smhd]?$/, WINDOW)
  .transform((text) => {
    const unit = text.at(-1) ?? '';
    return isUnit(unit) ? Number(text.slice(0, -1)) * SECONDS[unit] : Number(text);
  });

function isUnit(text: string): text is keyof typeof SECONDS {
  return Object.hasOwn(SECONDS, text);
}

const MEASURE_NAMES = ['all', ...MEASURES] as const;

function isMeasureName(text: string): boolean {
  return MEASURE_NAMES.some((name) => name === text);
}

/** Query of `GET /v1/latency`. */
export const latencyQuerySchema = queryOf({
  model: z
    .string('one name')
    .optional()
    .openapi({ description: 'Name of a model; all of them when left out.', example: 'efficientnet_b0' }),
  phase: z
    .preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z.array(z.string()).refine((names) => names.every(isMeasureName), `one of ${MEASURE_NAMES.join(', ')}`),
    )
    .default(['total'])
    .transform((names) => (names.includes('all') ? MEASURES : MEASURES.filter((measure) => names.includes(measure))))
    .openapi({
      type: 'array',
      items: { type: 'string', enum: [...MEASURE_NAMES] },
      default: ['total'],
      description: 'Which phases, as in `timings` of a classification; may be given several times.',
    }),
  start: z
    .enum(START_KINDS, START_KINDS.join(' or '))
    .optional()
    .openapi({ description: 'Only cold or only warm requests. Without it both, each for itself.' }),
  window: windowSchema.optional().openapi({
    type: 'string',
    pattern: '^0*[1-9][0-9]{0,7}[smhd]?$',
    description:
      'How far back: seconds, or a number with `s`, `m`, `h` or `d`; at most as long as samples are kept (30 days, if the deployment does not say otherwise). A day when left out.',
    example: '24h',
  }),
  slices: wholeNumberOf(1, 96, {
    default: 1,
    description: 'Cuts the window into so many equal parts, each with figures of its own in `series`.',
  }).default(1),
});

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
        ...figuresSchema.shape,
        histogram: z
          .array(z.int())
          .openapi({ description: 'How many durations lie above the bound before and up to this one.' }),
        series: z.array(z.object({ from: z.iso.datetime(), ...figuresSchema.shape })).optional(),
      }),
    ),
    locations: z.int().nonnegative().openapi({ description: 'How many locations answered.' }),
    complete: z.boolean().openapi({ description: 'Whether all did that had samples.' }),
    missing: z.array(z.string()).openapi({ description: 'Locations that did not answer in time.' }),
  })
  .openapi('Latency');

export type LatencyAnswer = z.infer<typeof latencySchema>;
