import { MEASURES } from '../contract/names.ts';
import type { Sample } from '../contract/ledger.ts';

/** What `writeDataPoint` takes: at most one index, 20 blobs and 20 doubles. */
export interface DataPoint {
  indexes: string[];
  blobs: string[];
  doubles: number[];
}

/**
 * A sample as Workers Analytics Engine takes it. Columns have no names there, so their order is a contract: new ones go
 * to the end, and docs/latency.md lists them. Numbers cannot be null there, so -1 stands for a phase that did not run.
 */
export function dataPointOf(sample: Sample): DataPoint {
  const { model, start, engine, location, clock, durations, picture, wasm_heap_bytes, tiered, version } = sample;
  return {
    // Samples of one index are thinned out together, so a busy model does not drown a quiet one.
    indexes: [model],
    blobs: [model, start, engine, location, picture.format, clock.name, version?.id ?? '', version?.tag ?? ''],
    doubles: [
      ...MEASURES.map((measure) => durations[measure] ?? -1),
      picture.bytes,
      wasm_heap_bytes,
      tiered,
      clock.resolution_ms,
    ],
  };
}
