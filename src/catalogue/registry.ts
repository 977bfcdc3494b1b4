import manifest from '#manifest' with { type: 'json' };
import type { ScoreCalibration } from '../contract/explanation.ts';
import type { EngineName, Language } from '../contract/names.ts';
import type { Manifest, ModelEntry, ModelSource } from './manifest.ts';
import { findNamed } from './named.ts';
import { modelBytes } from './served-files.ts';

// The build and a test validate it, so that no Worker has to when it starts. A start and a deployment put the models that
// were fetched in its place.
const known = manifest as unknown as Manifest;
const { models, sources } = known;

/** The shipped models in the manifest's order; the first one is the default. */
export function listModels(): readonly ModelEntry[] {
  return models;
}

/** @param name value of `?model=`: of a model, or of a network that one of them is; the default model if left out */
export function findModel(name?: string): ModelEntry | undefined {
  return name === undefined ? models[0] : findNamed(known, name);
}

/**
 * Size of a model for the memory budget, in bytes: its files, or in onnxruntime for a quantised variant those of its base
 * model, because measurements show that it takes the same heap there.
 */
export function countedBytes(model: ModelEntry, engine: EngineName): number {
  const base = engine === 'onnxruntime' ? models.find(({ name }) => name === model.variant?.of) : undefined;
  return Math.max(modelBytes(model, engine), base === undefined ? 0 : modelBytes(base, engine));
}

/** How far the scores of a model can be trusted; null if they were never compared with labels. */
export function scoreCalibration({ temperature = 1, measured }: ModelEntry): ScoreCalibration {
  if (measured?.calibration === undefined) return null;
  const { error, count, pictures } = measured.calibration;
  return { temperature, error, count, pictures };
}

/** The file below `models/` with the names of a model's classes in a language; undefined where it has none. */
export function namesFile({ classes }: ModelEntry, language: Language): string | undefined {
  return language === 'en' ? undefined : known.translations?.[classes.file]?.[language];
}

/** The package that a model's weights come from. */
export function modelSource(model: ModelEntry): ModelSource {
  const source = sources[model.source];
  if (source === undefined) throw new Error(`models/manifest.json has no source ${model.source}`);
  return source;
}
