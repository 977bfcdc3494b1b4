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
