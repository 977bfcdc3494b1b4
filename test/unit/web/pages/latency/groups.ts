import type { Group } from '../../../../../src/web/pages/latency/model-latency.ts';

/** A group with these figures, and others that do not matter. */
export function group(figures: Partial<Group>): Group {
  const durations = { min_ms: 1, p50_ms: 2, p90_ms: 3, p95_ms: 4, p99_ms: 5, max_ms: 6 };
  const method = { method: 'exact', relative_error: 0 } as const;
  return {
    ...{ model: 'a', engine: 'onnxruntime', start: 'warm', phase: 'total', count: 1, histogram: [], few: [] },
    ...durations,
    ...method,
    ...figures,
  };
}
