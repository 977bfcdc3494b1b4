import type { ModelEntry } from '../../../src/catalogue/manifest.ts';

/** Paths of a model's weights inside `models/`; several files are numbered (`shardTensors`). */
export interface WeightPaths {
  readonly backbone: string;
  readonly head: string;
}

/** Paths for a model that shares no weights. */
export function ownPaths(name: string): WeightPaths {
  return { backbone: `${name}.backbone.safetensors`, head: `${name}.head.safetensors` };
}

/** Paths for a model of the manifest; a trained head uses the weights of its backbone, and is under version control. */
export function pathsOf({ name, trained_head }: ModelEntry): WeightPaths {
  if (!trained_head) return ownPaths(name);
  return { backbone: ownPaths(trained_head.backbone).backbone, head: `heads/${name}.safetensors` };
}
