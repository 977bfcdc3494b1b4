/** What a kernel applies to its result; `quick-silu` is SiLU to 1e-4. */
export type Activation = 'none' | 'relu' | 'relu6' | 'hard-swish' | 'silu' | 'hard-sigmoid' | 'sigmoid' | 'quick-silu';

/** Height and width of a convolution's padding; ONNX order. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

interface LayerBase {
  /** Name of the graph's node that it comes from. */
  readonly name: string;
  readonly input: string;
  readonly output: string;
}

interface Weighted extends LayerBase {
  /** Names of weight and bias. */
  readonly weight: string;
  readonly bias: string;
  readonly activation: Activation;
}

interface Sliding extends Weighted {
  readonly kernel: number;
  readonly stride: number;
  readonly pads: Pads;
}

/** A convolution of the picture. */
export interface StemLayer extends Sliding {
  readonly kind: 'stem';
}

/** A convolution of each channel for itself. */
export interface DepthwiseLayer extends Sliding {
  readonly kind: 'depthwise';
  /** Value that takes the sum of each channel of the output. */
  readonly pool?: string;
}

/** A 1x1 convolution. */
export interface PointwiseLayer extends Weighted {
  readonly kind: 'pointwise';
  /** Value that is added to the result. */
  readonly residual?: string;
  /** Vector that the input's channels are multiplied by. */
  readonly gate?: string;
}

/** A dense layer, or a 1x1 convolution of one pixel. */
export interface DenseLayer extends Weighted {
  readonly kind: 'dense';
  /** What the weights are to be divided by, because the input is the sum of so many pixels where the graph has a mean. */
  readonly divisor: number;
}

/** The sum of each channel over all pixels. */
export interface PoolLayer extends LayerBase {
  readonly kind: 'pool';
}

/** One kernel's work. Layers are in the order in which they run. */
export type Layer = StemLayer | DepthwiseLayer | PointwiseLayer | DenseLayer | PoolLayer;
