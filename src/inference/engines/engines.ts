import type { ModelEntry } from '../../catalogue/manifest.ts';
import { enginesOf } from '../../catalogue/served-files.ts';
import { findModel } from '../../catalogue/registry.ts';
import type { EngineModelName } from '../../contract/job.ts';
import type { EngineName } from '../../contract/names.ts';
import type { Engine } from './engine.ts';

/** The engines of this isolate, the default one first. */
const engines = new Map<EngineName, Engine>();

/** Adds an engine to this Worker. src/index.ts and src/lite.ts decide which ones it has. */
export function provideEngine(engine: Engine): void {
  engines.set(engine.name, engine);
}

/** The engine of that name, if this Worker has it. */
function findEngine(name: string): Engine | undefined {
  return [...engines.values()].find((engine) => engine.name === name);
}

/** The engines of this Worker that can run a model, the default one first. */
export function availableEngines(model: ModelEntry): EngineName[] {
  const able = enginesOf(model);
  return [...engines.keys()].filter((name) => able.includes(name));
}

/**
 * The engine that runs a model when a request names none: the configured one, or else the first, among those that have room
 * for it; where none has, the same among all.
 * @param able those that can run it
 */
export function preferredEngine(
  able: readonly EngineName[],
  configured: string | undefined,
  hasRoom: (engine: EngineName) => boolean,
): EngineName | undefined {
  const roomy = able.filter(hasRoom);
  const chosen = roomy.length > 0 ? roomy : able;
  return chosen.find((engine) => engine === configured) ?? chosen[0];
}

/** Linear memory of all engines, in bytes. */
export function heapBytes(): number {
  return [...engines.values()].reduce((sum, engine) => sum + engine.heapBytes, 0);
}

/** What the engines of this Worker may come to keep, whatever was asked of them, in bytes. */
export function keptHeapBytes(): number {
  return [...engines.values()].reduce((sum, engine) => sum + engine.keptBytes, 0);
}

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
