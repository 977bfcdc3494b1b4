import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES } from './names.ts';
import { milliseconds } from './timings.ts';

/** The code that a figure was measured with: when one of these changes, the figure is out of date. */
export const madeWithSchema = z.strictObject({
  /** `+` means that there were uncommitted changes; null outside a git checkout. */
  commit: z.string().nullable(),
  /** The first digits of a sum over the binaries of the SIMD engine. */
  kernels: z.string(),
  onnxruntime: z.string(),
  workerd: z.string(),
  /** The first digits of a sum over the names of the phases. */
  phases: z.string(),
});
export type MadeWith = z.infer<typeof madeWithSchema>;

/** How a figure came to be, so that anybody can have it again. */
export const provenance = {
  made_with: madeWithSchema,
  date: z.iso.date(),
  /** The command that measured it. */
  command: z.string().min(1),
};

/** Which pictures a figure was measured on, in words, and how many. */
export const pictures = { pictures: z.string().min(1), count: z.int().positive() };

export const percent = z.number().min(0).max(100);
const area = z.number().min(0).max(1);

/** A 95 % interval. */
const percentInterval = z.tuple([percent, percent]);
const areaInterval = z.tuple([area, area]);

const accuracySchema = z.strictObject({
  ...pictures,
  top1: percent,
  top1_interval: percentInterval,
  top5: percent,
  top5_interval: percentInterval,
  ...provenance,
});

/** What it does to count first answers as guesses, on pictures that had no part in choosing the thresholds. */
export const rejection = {
  /** Percent of the pictures whose first answer counts as a guess. */
  rejected: percent,
  /** Percent of those whose first answer is wrong; null where there are none. */
  rejected_wrong: percent.nullable(),
  /** Percent of the others whose first answer is right; null where there are none. */
  kept_right: percent.nullable(),
};

/** How far scores can be trusted. The temperature that they are computed with was fitted on other pictures. */
const calibrationSchema = z.strictObject({
  ...pictures,
  /** Number of pictures that the temperature was fitted on; `count` others were used for the figures below. */
  fitted_count: z.int().positive(),
  /** Expected calibration error (Guo et al. 2017): mean distance between score and accuracy in percent, in 15 bins of scores. */
  error: percent,
  /** The same with a temperature of 1. */
  error_at_1: percent,
  /** Mean cross-entropy, in nats. */
  loss: z.number().nonnegative(),
  /** The same with a temperature of 1. */
  loss_at_1: z.number().nonnegative(),
  /** What the threshold does that was fitted on the same pictures as the temperature; absent where none was found. */
  rejection: z
    .strictObject({
      ...rejection,
      /** Drawn pictures that show nothing: single colours, gradients, patterns, noise. */
      empty_pictures: z.strictObject({ count: z.int().positive(), rejected: z.int().nonnegative() }),
    })
    .optional(),
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
  /**
   * CPU time of workerd, all threads, for one whole warm answer to a picture as the page sends it; left out where the system
   * did not tell.
   */
  cpu_ms: milliseconds.optional(),
  /** Linear memory of the engine with this model alone, after it has run. */
  heap_bytes: z.int().positive(),
  /** Processor, cores and runtime; figures of different machines are never compared. */
  machine: z.string().min(1),
  ...provenance,
});

/** What heat maps of one kind are worth, each figure with its 95 % interval over the pictures. */
const mapFiguresSchema = z.strictObject({
  /** Chattopadhay et al. 2018: percent of its score that the first answer loses when only the map's picture is left. */
  average_drop: percent,
  average_drop_interval: percentInterval,
  /** Percent of the pictures for which that score rises instead. */
  increase: percent,
  increase_interval: percentInterval,
  /** Petsiuk et al. 2018: area under the score while the most important pixels are taken away; lower is better. */
  deletion_auc: area,
  deletion_auc_interval: areaInterval,
  /** Petsiuk et al. 2018: area under the score while they are put in; higher is better. */
  insertion_auc: area,
  insertion_auc_interval: areaInterval,
});

const explainabilitySchema = mapFiguresSchema.extend({
  method: z.literal('gradcam'),
  ...pictures,
  /** Maps that know nothing, with the same values. */
  controls: z.strictObject({
    /** The cells of the map at random places. */
    shuffled: mapFiguresSchema,
    /** The values of the map from the middle outwards. */
    centred: mapFiguresSchema,
  }),
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
  calibration: calibrationSchema.optional(),
  speed: z.array(speedSchema).optional(),
  explainability: z.array(explainabilitySchema).optional(),
  agreement: agreementSchema.optional(),
});

export type Measured = z.infer<typeof measuredSchema>;
export type SpeedFigures = z.infer<typeof speedSchema>;
export type CalibrationFigures = z.infer<typeof calibrationSchema>;
export type RejectionFigures = NonNullable<CalibrationFigures['rejection']>;
export type AccuracyFigures = z.infer<typeof accuracySchema>;
export type MapFigures = z.infer<typeof mapFiguresSchema>;
export type ExplainabilityFigures = z.infer<typeof explainabilitySchema>;
