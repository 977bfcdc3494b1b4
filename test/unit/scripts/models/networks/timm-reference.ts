import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

const valuesSchema = z.strictObject({
  /** Height and width of the picture. */
  size: z.int(),
  /** What the picture of the recipe was multiplied by. */
  contrast: z.number(),
  features: z.tuple([z.literal(1), z.int(), z.int(), z.int()]),
  /** The first channels of the features, each averaged over its positions. */
  pooled: z.array(z.number()),
  logits: z.array(z.number()),
});

const schema = z.strictObject({
  timm: z.string(),
  torch: z.string(),
  classes: z.int(),
  architectures: z.record(
    z.string(),
    z.strictObject({
      parameters: z.int(),
      layout: z.string(),
      size: z.int(),
      macs: z.int(),
      values: z.array(valuesSchema),
    }),
  ),
});

export type TimmValues = z.infer<typeof valuesSchema>;

/** What timm itself computes; scripts/lab/references/reference.py wrote it. */
export const TIMM_REFERENCE = schema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'timm-reference.json'), 'utf8')),
);
