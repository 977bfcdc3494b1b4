import type { Engine } from './engines/engine.ts';
import { findEngine } from './engines/engines.ts';
import type { ModelEntry } from '../catalogue/manifest.ts';
import { findModel } from '../catalogue/registry.ts';

/** A model, and the engine that is to run it, by their names. */
export interface SubjectName {
  readonly model: string;
  readonly engine: string;
}

/** A model, and the engine that runs it. */
export interface Subject {
  readonly model: ModelEntry;
  readonly engine: Engine;
}

/** @throws when the model or the engine is unknown */
export function subjectOf(name: SubjectName): Subject {
  const model = findModel(name.model);
  if (model === undefined) throw new Error(`unknown model ${name.model}`);
  const engine = findEngine(name.engine);
  if (engine === undefined) throw new Error(`unknown engine ${name.engine}`);
  return { model, engine };
}
