import { z } from 'zod';

import { ENGINE_NAMES } from '../../../src/contract/names.ts';
import { manifestSchema } from '../../../src/catalogue/manifest.ts';

/** What a process is told to measure. */
export const orderSchema = z.object({
  workspace: z.object({ models: z.string(), sources: z.string() }),
  entry: manifestSchema.shape.models.element,
  engine: z.enum(ENGINE_NAMES),
  /** Path of the picture that is classified. */
  picture: z.string(),
  warmup: z.int().nonnegative(),
  runs: z.int().positive(),
});

/** What one process found; times in ms. */
export const measurementSchema = z.object({
  /** Runtime started, files read, model made ready. The WebAssembly was compiled before, as workerd does. */
  load_ms: z.number(),
  first_ms: z.number(),
  /** Every timed run. */
  warm_ms: z.array(z.number()).min(1),
  /** CPU time of all threads of the process for one of these runs. */
  cpu_ms: z.number(),
  /** The same for decoding and scaling the picture. */
  picture_ms: z.number(),
  /** Linear memory of the engine, in bytes. */
  heap_bytes: z.int(),
  /** What the engine said before that loading would take at most, in bytes. */
  cost: z.object({ files: z.int(), growth: z.int() }),
});

export const answerSchema = z.union([measurementSchema, z.object({ failed: z.string() })]);

export type Order = z.infer<typeof orderSchema>;
export type Measurement = z.infer<typeof measurementSchema>;
