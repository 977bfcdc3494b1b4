import { z } from 'zod';

import { madeWithSchema } from '../contract/measured.ts';
import { ENGINE_NAMES } from '../contract/names.ts';
import { catalogueSchema } from './catalogue.ts';
import { MODEL_NAME } from './manifest.ts';

const bytes = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
/** A 95 % confidence interval by bootstrap; null if there were too few values. */
const interval = z.tuple([z.number(), z.number()]).nullable();

/** What a Worker of EdgeLens with this model needs, against the limits that Cloudflare documents. */
const fitsSchema = z.strictObject({
  /** Code and runtime; models are static assets. `with_model_bytes`: the size if the model were a part of the upload. */
  upload: z.strictObject({ fits: z.boolean(), bytes, with_model_bytes: bytes, limit_bytes: bytes }),
  /** The largest of the files into which the model is divided. */
  asset: z.strictObject({ fits: z.boolean(), bytes, files: z.int().positive(), limit_bytes: bytes }),
  /**
   * Memory budget that an isolate needs to load this model first: the reserve, the files while they are read, and the
   * engine's heap. The Worker also refuses models whose files exceed `model_limit_bytes`.
   */
  memory: z.strictObject({
    fits: z.boolean(),
    bytes,
    limit_bytes: bytes,
    model_bytes: bytes,
    model_limit_bytes: bytes,
  }),
  /**
   * CPU of one inference, and of decoding and scaling a small picture. HTTP, RPC and the runtime's own work come on top,
   * so `false` is certain, but `true` is not.
   */
  free_cpu: z.strictObject({ fits: z.boolean(), ms: milliseconds, limit_ms: milliseconds }),
});

const engineFiguresSchema = z.strictObject({
  engine: z.enum(ENGINE_NAMES),
  /** Number of timed inferences, and of processes that they ran in. */
  runs: z.int().positive(),
  processes: z.int().positive(),
  /** Runtime started, files read, model made ready, in a new process; median. */
  load_ms: milliseconds,
  /** The first inference after that; median. */
  first_ms: milliseconds,
  /** Median of all timed inferences. */
  warm_ms: milliseconds,
  warm_interval_ms: interval,
  /** `warm_ms` of the process divided by that of the reference in the same round and engine; median and interval. */
  ratio: z.number().positive().nullable(),
  ratio_interval: interval,
  /** CPU time of one inference, all threads of the process. */
  cpu_ms: milliseconds,
  /** CPU time of decoding and scaling a small picture to the input of this model. */
  picture_ms: milliseconds,
  /** Linear memory of the engine after all runs; it never shrinks, so this is its peak. */
  heap_bytes: bytes,
  fits: fitsSchema,
});

const candidateSchema = z.strictObject({
  /** timm's, with the tag whose input size and published accuracy are quoted. */
  name: z.string().regex(MODEL_NAME),
  title: z.string(),
  /** `own`: weights of this repository's manifest, under `model`. `random`: made up, for time and memory only. */
  weights: z.enum(['own', 'random']),
  /** Name in `models/manifest.json`; null for random weights. */
  model: z.string().nullable(),
  /** Height and width of the picture. */
  size: z.int().positive(),
  /** Trained scalars, after BatchNorm was folded. */
  parameters: z.int().positive(),
  /** Multiply-accumulates of one picture: convolutions and dense layers. */
  macs: z.int().positive(),
  /** Graph and weights in fp32, as onnxruntime reads them. */
  bytes,
  /** Published accuracy of timm's weights of this name, not measured here; the pictures may have had another size. */
  accuracy: catalogueSchema.shape.models.element.shape.accuracy.element.nullable(),
  engines: z.array(engineFiguresSchema).min(1),
  /** Quantised variants of `model`, by their names in the manifest, measured in the same run. */
  variants: z.array(z.strictObject({ model: z.string(), engines: z.array(engineFiguresSchema).min(1) })),
  /** The operator that the SIMD engine has no kernel for; null if it runs the model. */
  without_simd: z.string().nullable(),
});

/** Time with random weights divided by time with real ones, same topology and run; 1 if weights do not affect time. */
const controlSchema = z.strictObject({
  name: z.string(),
  engine: z.enum(ENGINE_NAMES),
  ratio: z.number().positive(),
  ratio_interval: interval,
});

/**
 * Schema of `models/candidates.json`: what the candidate architectures cost on one machine.
 * `npm run bench -- --candidates --record` writes it.
 */
export const candidateFiguresSchema = z.strictObject({
  version: z.literal(1),
  date: z.iso.date(),
  command: z.string().min(1),
  made_with: madeWithSchema,
  /** Processor, cores, system and runtime; figures of different machines are never compared. */
  machine: z.string().min(1),
  /** How many cores other programs kept busy before the run. */
  load: z.number().nonnegative(),
  /** Name of the candidate that `ratio` is against. */
  reference: z.string(),
  /** Sources of the accuracies, by key. */
  sources: catalogueSchema.shape.sources,
  candidates: z.array(candidateSchema).min(1),
  control: z.array(controlSchema),
});

export type CandidateFigures = z.infer<typeof candidateFiguresSchema>;
export type MeasuredArchitecture = z.infer<typeof candidateSchema>;
export type EngineFigures = z.infer<typeof engineFiguresSchema>;
export type WorkerFit = z.infer<typeof fitsSchema>;
