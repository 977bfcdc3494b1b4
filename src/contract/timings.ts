import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES, type Phase, START_KINDS } from './names.ts';

/** A duration. */
export const milliseconds = z.number().nonnegative();

/** What ran a model. */
export const engineSchema = z
  .enum(ENGINE_NAMES)
  .openapi({ description: "What ran the model: onnxruntime, or EdgeLens's own engine." });

/** What an isolate had before a request, and what the request had to create. */
export const startFactsSchema = z.object({
  isolate: z.object({
    id: z.string(),
    age_ms: milliseconds.openapi({ description: 'Since the first request of this isolate.' }),
    requests_before: z.int().nonnegative(),
  }),
  runtime: z.enum(['created', 'reused']).openapi({ description: 'The engine, in this isolate.' }),
  files: z.enum(['assets', 'bucket']).openapi({
    description: 'Where the files of the model lie: in the upload of the Worker, or in a bucket (R2) beside it.',
  }),
  session: z.enum(['created', 'reused']).openapi({ description: "The model's session." }),
  tiered: z.int().nonnegative().openapi({
    description:
      'Runs of this model by this engine in this isolate before this one: over the first of them the JavaScript engine compiles WebAssembly better (tier-up).',
  }),
});
export type StartFacts = z.infer<typeof startFactsSchema>;

export const startSchema = z
  .object({
    kind: z.enum(START_KINDS).openapi({ description: 'cold: isolate, runtime or session was new in this request.' }),
    ...startFactsSchema.shape,
  })
  .openapi('Start');
export type Start = z.infer<typeof startSchema>;

export const clockSchema = z
  .object({
    name: z.literal('rpc').openapi({
      description:
        "rpc: the handler's clock, read around calls to the inference entrypoint and around waiting for input.",
    }),
    resolution_ms: z.number().openapi({ description: 'Smallest step of the clock.' }),
  })
  .openapi('Clock');
export type Clock = z.infer<typeof clockSchema>;

/** One duration a phase; null is a phase that did not run, never 0. */
export const phasesSchema = z.object({
  load: milliseconds.openapi({ description: 'Runtime, model files, session: what was not there yet.' }),
  decode: milliseconds.openapi({ description: 'Picture file to upright RGB.' }),
  preprocess: milliseconds.openapi({ description: 'Resize, crop, normalise.' }),
  infer: milliseconds.openapi({ description: 'The model itself.' }),
  explain: milliseconds.nullable().openapi({ description: 'The heat map; null where none was asked for.' }),
} satisfies Record<Phase, z.ZodType>);

export const timingsSchema = z
  .object({
    clock: clockSchema.openapi({ description: 'What all figures below were read from.' }),
    receive_ms: milliseconds.openapi({ description: 'From the arrival of the request to its complete body.' }),
    queue_ms: milliseconds.openapi({ description: 'Waiting until the isolate has nothing else to compute.' }),
    rpc_ms: milliseconds.openapi({ description: 'An empty call to the job, which every phase below contains, too.' }),
    phases_ms: phasesSchema,
    total_ms: milliseconds.openapi({ description: 'From the complete body to the answer.' }),
  })
  .openapi('Timings');
export type Timings = z.infer<typeof timingsSchema>;
