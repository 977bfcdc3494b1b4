/**
 * The records that the planner writes for the kernels, 32 words a step. Addresses are in the linear memory; "row" is the
 * distance between rows in bytes, "pixel" that between pixels: 4 bytes a channel, with the channels padded to a multiple
 * of eight. scripts/models/plan/records.ts writes the same fields in the same order.
 */
export const STEP_BYTES: usize = 128;

/** One row of a panel: the fp32 weights of one input channel for eight output channels. */
export const PANEL_BYTES: usize = 32;

/**
 * Formats of weights, the same as in scripts/models/plan/records.ts: fp32; int16 and int8, which are widened to fp32; int8
 * that is multiplied in whole numbers.
 */
export const FLOAT: i32 = 0;
export const HALF: i32 = 1;
export const BYTE: i32 = 2;
export const DOT: i32 = 3;

export const STEM: i32 = 1;
export const POINTWISE: i32 = 2;
export const DEPTHWISE: i32 = 3;
export const DENSE: i32 = 4;
export const POOL: i32 = 5;
/** The next two steps alternate, so that the tensor between them never exists as a whole. */
export const BANDS: i32 = 6;

/** A convolution of the picture, NCHW planes of fp32, to NHWC. */
@unmanaged
export class Stem {
  kind: i32;
  source: usize;
  sourceChannels: i32;
  sourceHeight: i32;
  sourceWidth: i32;
  kernel: i32;
  stride: i32;
  padTop: i32;
  padLeft: i32;
  target: usize;
  targetRow: i32;
  targetPixel: i32;
  /** Rows that the target holds; row y lies at y modulo this. */
  targetRing: i32;
  height: i32;
  width: i32;
  /** Groups of eight output channels. */
  panels: i32;
  /** [panel][channel][kernel y][kernel x][8] */
  weights: usize;
  bias: usize;
  activation: i32;
  /** sourceChannels * kernel rows, padded left and right. */
  scratch: usize;
}

/** A 1x1 convolution. */
@unmanaged
export class Pointwise {
  kind: i32;
  source: usize;
  sourceRow: i32;
  sourcePixel: i32;
  target: usize;
  targetRow: i32;
  targetPixel: i32;
  /** Rows that the target holds; row y lies at y modulo this. */
  targetRing: i32;
  /** Added to the result, or 0. Its pixels are as far apart as the target's. */
  residual: usize;
  residualRow: i32;
  height: i32;
  width: i32;
  /** Input channels, a multiple of eight. */
  depth: i32;
  panels: i32;
  /** [panel][depth][8] of a format; with DOT [panel][depth / 4][8][4], and 64 added to each. */
  weights: usize;
  /** One fp32 an output channel for every format but FLOAT. */
  scales: usize;
  bias: usize;
  activation: i32;
  /** One fp32 an input channel that the input is multiplied by, or 0. */
  gate: usize;
  /**
   * Room for the unpacked weights of `group` panels, when they are widened or there is a gate. With DOT 16 * depth bytes for
   * a panel, and behind them 16 + 8 * depth bytes for four rounded pixels: those of a band, or all of them in slices.
   */
  scratch: usize;
  group: i32;
  format: i32;
  /** With DOT, x becomes round(x * inverse) + zero point, within -128 and 127: an fp32 and an int32 an input channel. */
  inverses: usize;
  zeroPoints: usize;
}

/** A depthwise convolution: each channel has its own kernel. */
@unmanaged
export class Depthwise {
  kind: i32;
  source: usize;
  sourceRow: i32;
  sourcePixel: i32;
  /** Distance between pixels of the target, and between taps. */
  pixel: i32;
  sourceRing: i32;
  sourceHeight: i32;
  sourceWidth: i32;
  kernel: i32;
  stride: i32;
  padTop: i32;
  /** Columns of zeros beside each row of the source; `source` is the address of the first one. */
  padLeft: i32;
  padRight: i32;
  target: usize;
  targetRow: i32;
  height: i32;
  width: i32;
  /** [kernel y][kernel x][channel] */
  weights: usize;
  bias: usize;
  activation: i32;
  /** Where to add up each channel's results, or 0. */
  pool: usize;
  /** One fp32 a channel when the weights are int8, or 0. */
  scales: usize;
  /** Room for the widened weights, when there are scales. */
  scratch: usize;
}

/** A dense layer, or a 1x1 convolution of a single pixel. */
@unmanaged
export class Dense {
  kind: i32;
  source: usize;
  target: usize;
  depth: i32;
  panels: i32;
  /** As in Pointwise. */
  weights: usize;
  scales: usize;
  bias: usize;
  activation: i32;
  format: i32;
}

/** The sum of each channel over all pixels. */
@unmanaged
export class Pool {
  kind: i32;
  source: usize;
  pixel: i32;
  pixels: i32;
  target: usize;
}

/** Two alternating steps: the first makes rows, and the second, a depthwise convolution, consumes them. */
@unmanaged
export class Bands {
  kind: i32;
  /** Rows of the second step's result that are made at a time; all of them in slices. */
  rows: i32;
  /** Panels of all rows that are made at a time, or 0 for all panels of some rows. */
  slice: i32;
}
