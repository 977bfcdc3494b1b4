import type { EngineName } from '../contract/names.ts';
import type { ModelEntry } from './manifest.ts';

/** The engines that can run a model: onnxruntime those that have a graph, the SIMD engine those that have a plan. */
export function enginesOf({ files }: ModelEntry): EngineName[] {
  const has = (wanted: string): boolean => files.some(({ role }) => role === wanted);
  return [...(has('graph') ? ['onnxruntime' as const] : []), ...(has('plan') ? ['simd' as const] : [])];
}

/** The engine that runs a model when nobody names one. */
export function defaultEngine(model: ModelEntry): EngineName {
  return enginesOf(model)[0] ?? 'onnxruntime';
}

/** Size of the files that an engine reads to run a model, in bytes. */
export function modelBytes(model: ModelEntry, engine = defaultEngine(model)): number {
  return servedFiles(model, engine).reduce((sum, file) => sum + file.bytes, 0);
}

/** The files that a model needs to run in an engine. */
export function servedFiles({ files }: ModelEntry, engine: EngineName): ModelEntry['files'] {
  return files.filter(({ role }) => role !== 'graph' && (role === 'plan') === (engine === 'simd'));
}

/** The sum of the file with the weights that an engine runs, which tells answers of other weights apart. */
export function weightsSum(model: ModelEntry, engine: EngineName): string {
  const file = servedFiles(model, engine).find(({ role }) => role === 'plan' || role === 'backbone');
  if (file === undefined) throw new Error(`${model.name} has no weights for ${engine}`);
  return file.sha256;
}
