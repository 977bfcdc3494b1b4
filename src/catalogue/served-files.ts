import type { EngineName } from '../contract/names.ts';
import type { ModelEntry } from './manifest.ts';

/** The engines that can run a model: the SIMD engine only those that have a plan. */
export function enginesOf({ files }: ModelEntry): EngineName[] {
  return files.some(({ role }) => role === 'plan') ? ['onnxruntime', 'simd'] : ['onnxruntime'];
}

/** The files that a model needs to run in an engine. */
export function servedFiles({ files }: ModelEntry, engine: EngineName): ModelEntry['files'] {
  return files.filter(({ role }) => role !== 'graph' && (role === 'plan') === (engine === 'simd'));
}
