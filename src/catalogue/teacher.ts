import type { ModelSource } from './manifest.ts';

/** Name of the model that taught these weights; null if they were not distilled. */
export function teacherOf(source: ModelSource): string | null {
  return ('file' in source ? source.distilled_from : undefined) ?? null;
}
