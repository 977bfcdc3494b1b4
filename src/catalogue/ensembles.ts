import { z } from 'zod';

import { percent, pictures, provenance, rejection } from '../contract/measured.ts';
import { fileSchema } from '../contract/model.ts';
import { MODEL_NAME } from './manifest.ts';

/** Points of top-1. */
const points = z.number().min(-100).max(100);

/** What one choice of weights was worth. */
const weightingSchema = z.strictObject({
  /** One for each member, in their order; they sum to 1. */
  weights: z.array(z.number().positive().max(1)).min(2),
  top1: percent,
  top5: percent,
  /** Over the best member alone; below 0 where the ensemble loses. */
  gain: points,
  /** 95 %, by a paired bootstrap over the pictures. */
  gain_interval: z.tuple([points, points]),
  /** Pictures whose first answer is right together, and wrong by the best member alone. */
  mended: z.int().nonnegative(),
  /** Pictures whose first answer is wrong together, and right by the best member alone. */
  spoiled: z.int().nonnegative(),
  /** Of every second picture, those that no threshold is fitted on. */
  rejection: z.strictObject({ count: pictures.count, ...rejection }).optional(),
});

const memberSchema = z.strictObject({
  name: z.string().regex(MODEL_NAME),
  /** Of the files with its classifier, so that figures are not taken for those of other weights of the same name. */
  head_sha256: z.array(fileSchema.shape.sha256).min(1),
  top1: percent,
  top5: percent,
});

const ensembleSchema = z
  .strictObject({
    members: z.array(memberSchema).min(2),
    /** The member with the most right first answers on these pictures. */
    best: z.string(),
    ...pictures,
    /** Of the same run on the same pictures. Advice quotes the first one. */
    weightings: z.array(weightingSchema).min(1),
    ...provenance,
  })
  .refine(({ members, best }) => members.some(({ name }) => name === best), 'best is one of the members')
  .refine(
    ({ members, weightings }) => weightings.every(({ weights }) => weights.length === members.length),
    'a weight for each member',
  );

/**
 * Schema of `models/ensembles.json`: what models that vote together gained over the best of them.
 * `npm run models -- evaluate --ensemble LIST --record TEXT` writes it.
 */
export const ensemblesSchema = z.strictObject({
  version: z.literal(1),
  ensembles: z.array(ensembleSchema),
});

export type Ensembles = z.infer<typeof ensemblesSchema>;
export type EnsembleFigures = z.infer<typeof ensembleSchema>;
export type WeightingFigures = z.infer<typeof weightingSchema>;
