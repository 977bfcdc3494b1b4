/** The languages of the pages and of class names, the default one first. */
export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What can run a model: the reference first, then this project's own engine. */
export const ENGINE_NAMES = ['onnxruntime', 'simd'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Ways to quantise a model. `w8`: weights in int8, arithmetic in fp32. `int8`: integer arithmetic, too. */
export const VARIANT_KINDS = ['w8', 'int8'] as const;
export type VariantKind = (typeof VARIANT_KINDS)[number];

/** How the features of a picture may be written. */
export const EMBEDDING_FORMS = ['1', 'base64'] as const;

/** Steps of an inference that are timed one by one, in the order in which they run. */
export const PHASES = ['load', 'decode', 'preprocess', 'infer', 'explain'] as const;
export type Phase = (typeof PHASES)[number];

/** Everything that a request times, under the names that `Server-Timing` uses. */
export const MEASURES = ['receive', 'queue', 'rpc', ...PHASES, 'total'] as const;
export type Measure = (typeof MEASURES)[number];

/** Whether isolate, runtime or session was new in a request. */
export const START_KINDS = ['cold', 'warm'] as const;
export type StartKind = (typeof START_KINDS)[number];

/** Quantiles of durations, as answers name them. */
export const QUANTILES = ['p50_ms', 'p90_ms', 'p95_ms', 'p99_ms'] as const;
export type Quantile = (typeof QUANTILES)[number];

/** File formats that are decoded. */
export const PICTURE_FORMATS = ['jpeg', 'png', 'webp'] as const;

/** The key of the list of models in a bucket, which has the form of models/manifest.json. */
export const BUCKET_LIST = 'manifest.json';

/** What the memory budget reserves large buffers for. */
export type BufferPurpose = 'upload' | 'model' | 'decode' | 'tensor';

/** Tasks for which there is advice. */
export const USE_CASE_NAMES = ['medical', 'agriculture', 'quality_inspection', 'newest_accuracy'] as const;
export type UseCaseName = (typeof USE_CASE_NAMES)[number];

/** Parameters of `GET /v1/recommend`, which the page `/compare` shares. */
export const ADVICE_PARAMETERS = [
  'use_case',
  'max_latency_ms',
  'max_model_mb',
  'max_memory_mb',
  'min_top1',
  'heat_map',
  'installed',
  'fits_worker',
] as const;
export type AdviceParameter = (typeof ADVICE_PARAMETERS)[number];
