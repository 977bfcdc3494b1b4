/** The axes that a model is chosen by. */
export const AXES = ['accuracy', 'latency', 'size', 'interpretability'] as const;

export type Axis = (typeof AXES)[number];

/** A model that could be chosen, with what is known of it. */
export interface Option {
  readonly name: string;
  readonly title: string;
  /** Architecture, timm's name without the tag of the weights. */
  readonly architecture: string;
  /**
   * Percent of ImageNet-1k's validation set, as published for the architecture, less what quantisation was measured to
   * take; null where nobody did.
   */
  readonly top1: number | null;
  /** Median of a warm inference by the fastest engine, in ms; null where it was not measured. */
  readonly warm_ms: number | null;
  /** Of graph and weights, as onnxruntime reads them. */
  readonly bytes: number;
  /** Linear memory of the engine with this model, in bytes; null where it was not measured. */
  readonly memory_bytes: number | null;
  /** Insertion less deletion AUC of its heat maps, in [-1, 1]; null where it was not measured. */
  readonly interpretability: number | null;
  /** Whether it has heat maps here. */
  readonly heat_map: boolean;
  /** Whether it answers in this deployment, and need not be added first. */
  readonly installed: boolean;
  /** Whether an isolate of a Worker has room for it. */
  readonly fits_worker: boolean;
}

/** Where an option stands on each axis: more is better. null is what is not known. */
export function standing({ top1, warm_ms, bytes, interpretability }: Option): Record<Axis, number | null> {
  return {
    accuracy: top1,
    // Twice as fast and half as large count the same wherever on the scale they happen.
    latency: warm_ms === null ? null : -Math.log2(warm_ms),
    size: -Math.log2(bytes),
    interpretability,
  };
}
