import type { EngineModelName } from '../contract/job.ts';
import type { ModelEntry } from '../catalogue/manifest.ts';
import { findModel } from '../catalogue/registry.ts';
import type { Engine } from './engines/engine.ts';
import { findEngine } from './engines/engines.ts';

/** A model, and the engine that runs it. */
export interface EngineModel {
  readonly model: ModelEntry;
  readonly engine: Engine;
}

/** @throws when the model or the engine is unknown */
export function findEngineModel(name: EngineModelName): EngineModel {
  const model = findModel(name.model);
  if (model === undefined) throw new Error(`unknown model ${name.model}`);
  const engine = findEngine(name.engine);
  if (engine === undefined) throw new Error(`unknown engine ${name.engine}`);
  return { model, engine };
}
