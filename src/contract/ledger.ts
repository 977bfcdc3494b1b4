import { z } from '@hono/zod-openapi';

import { type Measure, MEASURES, START_KINDS } from './names.ts';
import { clockSchema } from './timings.ts';

/*
 * What crosses RPC between the Worker and its ledgers. Both are of the same upload, so nothing is parsed; the types are
 * what counts.
 */

/** What keeps samples apart: times of different models, starts or engines are never mixed. */
export const groupSchema = z.object({
  model: z.string(),
  start: z.enum(START_KINDS),
  /** What ran the model; a name of an older version may be among them. */
  engine: z.string(),
});
export type Group = z.infer<typeof groupSchema>;

/** One duration a measure, in ms; null is what did not run. */
export const durationsSchema = z.object(
  Object.fromEntries(MEASURES.map((measure) => [measure, z.number().nullable()])) as Record<
    Measure,
    z.ZodNullable<z.ZodNumber>
  >,
);
export type Durations = z.infer<typeof durationsSchema>;

/** An upload of the Worker, as Cloudflare names it (https://developers.cloudflare.com/workers/runtime-apis/bindings/version-metadata/). */
export const versionSchema = z.object({
  id: z.string(),
  /** What whoever uploaded it called it, by `--tag`; empty where they did not. */
  tag: z.string(),
  /** When it was uploaded, as ISO 8601. */
  timestamp: z.string(),
});
export type Version = z.infer<typeof versionSchema>;

/** What one request cost. It holds nothing of the picture but its format and size, and nothing of who sent it. */
export const sampleSchema = groupSchema.extend({
  /** When the answer was ready, in ms since 1970. */
  time: z.number(),
  /** Cloudflare's name of the data centre that answered. */
  location: z.string(),
  clock: clockSchema,
  durations: durationsSchema,
  picture: z.object({ format: z.string(), bytes: z.number() }),
  /** Linear memory of the engine with all its models, in bytes. */
  wasm_heap_bytes: z.number(),
  /** Runs of this model in this isolate before this one. */
  tiered: z.number(),
  /** What answered; null where nobody knows, and left out by a Worker of before it was noted. */
  version: versionSchema.nullable().optional(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** Which samples to count. */
export const selectionSchema = z.object({
  measures: z.array(z.enum(MEASURES)).readonly(),
  model: z.string().optional(),
  start: z.enum(START_KINDS).optional(),
  clock: z.string(),
  /** The window, in ms since 1970. What is later than its end, by a clock that is ahead, counts as its end. */
  from: z.number(),
  to: z.number(),
  /** Into how many equal parts of time to cut the window. */
  slices: z.number(),
});
export type Selection = z.infer<typeof selectionSchema>;

/** Which samples to number: of one model or of all, since each of some points of time, in ms since 1970. */
export const spansSchema = z.object({ model: z.string().optional(), times: z.array(z.number()).readonly() });
export type Spans = z.infer<typeof spansSchema>;

/** A distribution as it travels between Workers: each value, and how often it occurred. */
export const distributionSchema = z.object({
  values: z.custom<Float64Array>(),
  counts: z.custom<Float64Array>(),
  exact: z.boolean(),
  min: z.number(),
  max: z.number(),
});
export type DistributionData = z.infer<typeof distributionSchema>;

/** The durations of a group in one part of the window; parts are counted from 0. */
export const sliceSchema = z.object({
  /** Null is what nobody knows the version of; a ledger of before it was noted leaves it out. */
  group: groupSchema.extend({ version: versionSchema.nullable().optional() }),
  measure: z.enum(MEASURES),
  slice: z.number(),
  durations: distributionSchema,
});
export type Slice = z.infer<typeof sliceSchema>;

/** How many durations of a group ever fell into one bin; `bound` is its upper end in ms, `sum` that of the durations. */
export const counterSchema = groupSchema.extend({
  /** The id of what answered; empty where nobody knows. */
  version: z.string(),
  measure: z.enum(MEASURES),
  bound: z.number(),
  count: z.number(),
  sum: z.number(),
});
export type Counter = z.infer<typeof counterSchema>;

/** A kind of problem that was answered on a route, and how often. */
export const problemCountSchema = z.object({ route: z.string(), problem: z.string(), count: z.number() });
export type ProblemCount = z.infer<typeof problemCountSchema>;

/** What a location has ever counted, and how many samples it holds now. */
export const totalsSchema = z.object({
  counters: z.array(counterSchema),
  rows: z.number(),
  /** Of all that is counted here; an empty id is what nobody knows the version of. */
  versions: z.array(versionSchema),
  problems: z.array(problemCountSchema.extend({ version: z.string() })),
  /** The largest linear memory of the newest samples of each version. */
  heaps: z.array(z.object({ version: z.string(), bytes: z.number() })),
});
export type Totals = z.infer<typeof totalsSchema>;
