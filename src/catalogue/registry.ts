import manifest from '#manifest' with { type: 'json' };
import type { ScoreCalibration } from '../contract/explanation.ts';
import type { EngineName, Language } from '../contract/names.ts';
import type { Manifest, ModelEntry, ModelSource } from './manifest.ts';
import { findNamed } from './named.ts';
import { modelBytes } from './served-files.ts';

// The build and a test validate it, so that no Worker has to when it starts. A start and a deployment put the models that
// were fetched in its place.
const shipped = manifest as unknown as Manifest;

/** What is shipped, and what this isolate has found in a bucket since. */
let known = shipped;

/** Paths of the files that lie in a bucket. */
const inBucket = new Set<string>();

/** Whether the bucket, if there is one, has said what it has when it was asked last. */
let bucketAnswers = true;

/** The shipped models in the manifest's order, the first one of which is the default, and behind them those of a bucket. */
export function listModels(): readonly ModelEntry[] {
  return known.models;
}

/**
 * Adds the models of a bucket. One whose name is known is left as it is: what is loaded or cached of a model stays true as long
 * as the isolate lives, and no shipped model is replaced.
 */
export function addBucketModels({ models, sources, translations }: Manifest): void {
  const added = models.filter(({ name }) => !known.models.some((model) => model.name === name));
  if (added.length === 0) return;
  const files = new Set([...shipped.models.flatMap(filesOf), ...namesIn(shipped.translations)]);
  for (const path of [...added.flatMap(filesOf), ...namesIn(translations)]) if (!files.has(path)) inBucket.add(path);
  known = {
    ...known,
    models: [...known.models, ...added],
    sources: { ...sources, ...known.sources },
    translations: { ...translations, ...known.translations },
  };
}

/** Notes whether the bucket has said what it has. */
export function setBucketAnswers(answers: boolean): void {
  bucketAnswers = answers;
}

/** Whether a model that is not known here does not exist; false while a bucket that may have it does not answer. */
export function knowsAllModels(): boolean {
  return bucketAnswers;
}

/** Whether a file below `models/` lies in a bucket, and not among the assets. */
export function isInBucket(path: string): boolean {
  return inBucket.has(path);
}

/** Where the files of a model come from. */
export function filesFrom({ files }: ModelEntry): 'assets' | 'bucket' {
  return files.some(({ path }) => inBucket.has(path)) ? 'bucket' : 'assets';
}

function filesOf({ files, card, classes }: ModelEntry): string[] {
  return [...files.map(({ path }) => path), card, classes.file];
}

function namesIn(translations: Manifest['translations'] = {}): string[] {
  return Object.values(translations).flatMap((names) => Object.values(names));
}

/** @param name value of `?model=`: of a model, or of a network that one of them is; the default model if left out */
export function findModel(name?: string): ModelEntry | undefined {
  return name === undefined ? known.models[0] : findNamed(known, name);
}

/**
 * Size of a model for the memory budget, in bytes: its files, or in onnxruntime for a quantised variant those of its base
 * model, because measurements show that it takes the same heap there.
 */
export function countedBytes(model: ModelEntry, engine: EngineName): number {
  const base = engine === 'onnxruntime' ? known.models.find(({ name }) => name === model.variant?.of) : undefined;
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
  const source = known.sources[model.source];
  if (source === undefined) throw new Error(`models/manifest.json has no source ${model.source}`);
  return source;
}
