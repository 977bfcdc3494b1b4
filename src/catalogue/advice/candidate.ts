import type { Catalogue, PublishedAccuracy } from '../catalogue.ts';
import type { EngineName } from '../../contract/names.ts';
import type { AnswerPrice } from './price.ts';
import type { AccuracyFigures, ExplainabilityFigures } from '../../contract/measured.ts';

/** The axes on which models are compared. */
export const AXES = ['accuracy', 'latency', 'size', 'interpretability'] as const;

export type Axis = (typeof AXES)[number];

/** Where a figure comes from. */
export interface Evidence {
  readonly machine: string;
  readonly date: string;
  readonly command: string;
}

/** A model whose accuracy is both published and measured here, so that differences from it carry over. */
export interface Anchor {
  readonly name: string;
  /** The weights whose published accuracy it counts with. */
  readonly of: string;
  readonly top1: number;
}

/** An accuracy as published, for which weights, and where. */
export type Published = Omit<PublishedAccuracy, 'source'> & {
  readonly of: string;
  readonly source: Catalogue['sources'][string] | null;
};

/** A model that advice can choose from: what is known about it, and where that comes from. */
export interface Candidate {
  readonly name: string;
  readonly title: string;
  /** timm's name of the architecture, without the tag of the weights. */
  readonly architecture: string;
  /**
   * Percent of ImageNet-1k's validation set that these very weights can be expected to get right: as published for them, or
   * else carried over by `anchor`. null if neither is known.
   */
  readonly top1: number | null;
  /**
   * The installed model through which `top1` was found: its published accuracy plus the difference that was measured between
   * the two on the same pictures. null where `top1` was published for these very weights, or is unknown.
   */
  readonly anchor: Anchor | null;
  /** Median of a warm inference by the fastest engine, in ms; null if not measured. */
  readonly warm_ms: number | null;
  /** Of the files that `engine` reads, or the default one where none was measured. */
  readonly bytes: number;
  /** Linear memory of the engine with this model, in bytes; null if not measured. */
  readonly memory_bytes: number | null;
  /**
   * Insertion AUC less deletion AUC of its heat maps, less the same of its maps with their cells shuffled, in [-2, 2]: how
   * much the maps know. null if not measured.
   */
  readonly interpretability: number | null;
  /** Whether it has heat maps here. */
  readonly heat_map: boolean;
  /** Whether this deployment serves it; if not, it has to be added first. */
  readonly installed: boolean;
  /** Whether it fits into the memory of a Worker's isolate. */
  readonly fits_worker: boolean;
  /** The engine that `warm_ms`, `bytes` and `memory_bytes` are of. */
  readonly engine: EngineName | null;
  readonly latency: Evidence | null;
  /** What its answers cost with that engine; null if their CPU time was not measured. */
  readonly price: AnswerPrice | null;
  /** Where that CPU time comes from. */
  readonly priced: Evidence | null;
  /** Accuracy as published for weights of this architecture; null for weights that were distilled. */
  readonly published: Published | null;
  /** Accuracy of the very weights that are served here; all candidates on the same pictures, which are not the published ones. */
  readonly own_accuracy: readonly AccuracyFigures[];
  readonly explainability: ExplainabilityFigures | null;
  /** The command that adds it; null if it is installed. */
  readonly add: string | null;
  /** Name of the model that taught it; null if its weights were not distilled. */
  readonly distilled_from: string | null;
  /** Name of the model that it is a quantised variant of; null if it is not a variant. */
  readonly variant_of: string | null;
}

/** A value of a candidate for each axis, of which more is better; null if unknown. */
export function axisValues({ top1, warm_ms, bytes, interpretability }: Candidate): Record<Axis, number | null> {
  return {
    accuracy: top1,
    // Logarithms: twice as fast counts the same for a fast model as for a slow one, and so does half the size.
    latency: warm_ms === null ? null : -Math.log2(warm_ms),
    size: -Math.log2(bytes),
    interpretability,
  };
}
