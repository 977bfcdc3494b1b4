import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES } from './names.ts';
import { milliseconds } from './timings.ts';

/** How a figure came to be, so that anybody can have it again. */
const provenance = {
  date: z.iso.date(),
  /** The command that measured it. */
  command: z.string().min(1),
};

/** Which pictures a figure was measured on, in words, and how many. */
const pictures = { pictures: z.string().min(1), count: z.int().positive() };

const percent = z.number().min(0).max(100);
const area = z.number().min(0).max(1);

/** A 95 % interval. */
const percentInterval = z.tuple([percent, percent]);

const accuracySchema = z.strictObject({
  ...pictures,
  top1: percent,
  top1_interval: percentInterval,
  top5: percent,
  top5_interval: percentInterval,
  /** Guo et al. 2017: mean distance between score and accuracy, in 15 bins of scores. */
  calibration_error: percent,
  ...provenance,
});

const speedSchema = z.strictObject({
  engine: z.enum(ENGINE_NAMES),
  /** From nothing to a model that is ready, in a new process. */
  load_ms: milliseconds,
  /** The first inference after that. */
  first_ms: milliseconds,
  /** Median of `runs` inferences after a warm-up. */
  warm_ms: milliseconds,
  runs: z.int().positive(),
  /** Linear memory of the engine with this model alone, after it has run. */
  heap_bytes: z.int().positive(),
  /** Processor, cores and runtime; figures of different machines are never compared. */
  machine: z.string().min(1),
  ...provenance,
});

const explainabilitySchema = z.strictObject({
  method: z.literal('gradcam'),
  ...pictures,
  /** Chattopadhay et al. 2018: percent of its score that the first answer loses when only the map's picture is left. */
  average_drop: percent,
  /** Percent of the pictures for which that score rises instead. */
  increase: percent,
  /** Petsiuk et al. 2018: area under the score while the most important pixels are taken away; lower is better. */
  deletion_auc: area,
  /** Petsiuk et al. 2018: area under the score while they are put in; higher is better. */
  insertion_auc: area,
  ...provenance,
});

const agreementSchema = z.strictObject({
  /** Name of the model that it was held against. */
  with: z.string(),
  ...pictures,
  /** Percent of the pictures for which both have the same first answer. */
  top1: percent,
  ...provenance,
});

/** What was measured of a model: nothing in here was estimated or copied from a publication. */
export const measuredSchema = z.strictObject({
  accuracy: z.array(accuracySchema).optional(),
  speed: z.array(speedSchema).optional(),
  explainability: z.array(explainabilitySchema).optional(),
  agreement: agreementSchema.optional(),
});

export type Measured = z.infer<typeof measuredSchema>;
export type SpeedFigures = z.infer<typeof speedSchema>;
export type AccuracyFigures = z.infer<typeof accuracySchema>;
export type ExplainabilityFigures = z.infer<typeof explainabilitySchema>;
