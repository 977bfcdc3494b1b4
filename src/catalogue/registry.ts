import manifest from '../../models/manifest.json' with { type: 'json' };
import type { EngineName } from '../contract/names.ts';
import { type ModelEntry, type ModelSource, manifestSchema, servedFiles } from './manifest.ts';

const { models, sources } = manifestSchema.parse(manifest);

/** The shipped models in the manifest's order; the first one is the default. */
export function listModels(): readonly ModelEntry[] {
  return models;
}

/** @param name what `?model=` says; the default model when left out */
export function findModel(name?: string): ModelEntry | undefined {
  return name === undefined ? models[0] : models.find((model) => model.name === name);
}

/** What an engine reads to run a model, in bytes. */
export function modelBytes(model: ModelEntry, engine: EngineName = 'onnxruntime'): number {
  return servedFiles(model, engine).reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * What a model counts as where memory is concerned, in bytes: its files, or those of the model that it is a quantised
 * variant of, whose heap it was measured to take.
 */
export function countedBytes(model: ModelEntry, engine: EngineName): number {
  const base = models.find(({ name }) => name === model.variant?.of);
  return Math.max(modelBytes(model, engine), base === undefined ? 0 : modelBytes(base, engine));
}

/** The package that a model's weights come from. */
export function modelSource(model: ModelEntry): ModelSource {
  const source = sources[model.source];
  if (source === undefined) throw new Error(`models/manifest.json has no source ${model.source}`);
  return source;
}
