import { FREE_CPU_MS } from '../../../src/catalogue/advice/price.ts';
import type { WorkerFit } from '../../../src/catalogue/candidate-figures.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { servedFiles } from '../../../src/catalogue/served-files.ts';
import type { EngineName } from '../../../src/contract/names.ts';
import { ISOLATE_BYTES, MODEL_BYTES, RESERVE_BYTES } from '../../../src/inference/memory/limits.ts';
import { ASSET_LIMIT } from '../../models/weights/shards.ts';
import { WORKER_BYTES } from '../../kit/worker/limits.ts';
import type { Measurement } from './measurement.ts';

/** The part of a measurement that decides whether a model fits a Worker. */
export type Needs = Pick<Measurement, 'cpu_ms' | 'picture_ms' | 'heap_bytes' | 'cost'>;

/**
 * Whether a model fits a Worker, limit by limit.
 *
 * @param upload_bytes of the Worker that has this engine, without models
 */
export function fitOf(
  entry: ModelEntry,
  engine: EngineName,
  upload_bytes: number,
  { cpu_ms, picture_ms, heap_bytes, cost }: Needs,
): WorkerFit {
  const sizes = servedFiles(entry, engine).map(({ bytes }) => bytes);
  const model = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const largest = Math.max(...sizes);
  // The engine's estimate decides whether the Worker loads a model; the measured heap may be larger.
  const memory = RESERVE_BYTES + cost.files + Math.max(cost.growth, heap_bytes);
  const cpu = cpu_ms + picture_ms;
  return {
    upload: {
      fits: upload_bytes <= WORKER_BYTES,
      bytes: upload_bytes,
      with_model_bytes: upload_bytes + model,
      limit_bytes: WORKER_BYTES,
    },
    asset: { fits: largest <= ASSET_LIMIT, bytes: largest, files: sizes.length, limit_bytes: ASSET_LIMIT },
    memory: {
      fits: memory <= ISOLATE_BYTES && model <= MODEL_BYTES,
      bytes: memory,
      limit_bytes: ISOLATE_BYTES,
      model_bytes: model,
      model_limit_bytes: MODEL_BYTES,
    },
    free_cpu: { fits: cpu <= FREE_CPU_MS, ms: cpu, limit_ms: FREE_CPU_MS },
  };
}
