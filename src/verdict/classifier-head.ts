/** A dense layer: `weight` `[units, inputs]` row by row, `bias` `[units]`. */
export interface Dense {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** LayerNorm's scale and shift, `[channels]` each. */
export interface Norm {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The layers from the last features to the logits: mean over the positions, LayerNorm in some networks (ConvNeXt), a hidden
 * layer with hard-swish in some (MobileNetV3, trained heads), and a dense layer.
 */
export interface ClassifierHead {
  readonly norm: Norm | undefined;
  readonly hidden: Dense | undefined;
  readonly classifier: Dense;
}

/** Added to the variance by LayerNorm: timm's default, and that of every supported ConvNeXt. */
export const LAYER_NORM_EPSILON = 1e-6;
