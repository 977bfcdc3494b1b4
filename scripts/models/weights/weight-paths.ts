import type { ModelEntry } from '../../../src/catalogue/manifest.ts';

/** Where the weights of a model lie inside `models/`; those that take several files are numbered (`shardTensors`). */
export interface WeightPaths {
  readonly backbone: string;
  readonly head: string;
}

/** The weights of a model that shares none. */
export function ownPaths(name: string): WeightPaths {
  return { backbone: `${name}.backbone.safetensors`, head: `${name}.head.safetensors` };
}

/** Where a model of the manifest has its weights: a trained head shares its backbone's, and is under version control. */
export function pathsOf({ name, trained_head }: ModelEntry): WeightPaths {
  if (!trained_head) return ownPaths(name);
  return { backbone: ownPaths(trained_head.backbone).backbone, head: `heads/${name}.safetensors` };
}
