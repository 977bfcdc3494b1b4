/** Numbers in row-major order, fp32 or whole ones. */
interface Numbers<Data extends Float32Array | Int8Array> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** Output channels that a kernel computes at once. */
export const PANEL = 8;

/** Rounds a number of channels up to whole panels. */
export function padded(channels: number): number {
  return Math.ceil(channels / PANEL) * PANEL;
}

/**
 * Orders a matrix `[out, in]` (further axes count as `in`) in panels of eight outputs: `[panel][in][8]`. What is beyond
 * the matrix is zero.
 *
 * @param depth `in`, padded.
 * @param divisor What every value is divided by.
 */
export function packPanels<Data extends Float32Array | Int8Array>(
  { shape, data }: Numbers<Data>,
  depth: number,
  divisor = 1,
): Data {
  const [out = 0] = shape;
  const inputs = data.length / out;
  const packed = zeros(data, padded(out) * depth);
  for (let row = 0; row < out; row++) {
    const panel = Math.floor(row / PANEL) * PANEL * depth + (row % PANEL);
    for (let column = 0; column < inputs; column++) {
      packed[panel + column * PANEL] = (data[row * inputs + column] ?? NaN) / divisor;
    }
  }
  return packed;
}

/** A panel matrix in int16, with one scale an output channel. */
interface Halved {
  readonly weights: Int16Array;
  readonly scales: Float32Array;
}

/**
 * Rounds panels to int16, each output channel by its own scale. The largest weight of a channel becomes 32767, so that
 * an error is at most 1/65534 of it.
 */
export function halve(packed: Float32Array, depth: number): Halved {
  const channels = packed.length / depth;
  const scales = new Float32Array(channels);
  const weights = new Int16Array(packed.length);
  for (let channel = 0; channel < channels; channel++) {
    const panel = Math.floor(channel / PANEL) * PANEL * depth + (channel % PANEL);
    let largest = 0;
    for (let k = 0; k < depth; k++) largest = Math.max(largest, Math.abs(packed[panel + k * PANEL] ?? NaN));
    const scale = Math.fround(largest / 32767);
    scales[channel] = scale;
    if (scale === 0) continue;
    for (let k = 0; k < depth; k++) {
      weights[panel + k * PANEL] = Math.round((packed[panel + k * PANEL] ?? NaN) / scale);
    }
  }
  return { weights, scales };
}

/** Orders depthwise weights `[channels, 1, height, width]` as `[height][width][channel]`. */
export function packTaps<Data extends Float32Array | Int8Array>({ shape, data }: Numbers<Data>): Data {
  const [channels = 0] = shape;
  const taps = data.length / channels;
  const pitch = padded(channels);
  const packed = zeros(data, taps * pitch);
  for (let channel = 0; channel < channels; channel++) {
    for (let tap = 0; tap < taps; tap++) packed[tap * pitch + channel] = data[channel * taps + tap] ?? NaN;
  }
  return packed;
}

/** A vector with zeros up to whole panels. */
export function padVector({ data }: Pick<Numbers<Float32Array>, 'data'>): Float32Array {
  const packed = new Float32Array(padded(data.length));
  packed.set(data);
  return packed;
}

function zeros<Data extends Float32Array | Int8Array>(like: Data, length: number): Data {
  return (like instanceof Float32Array ? new Float32Array(length) : new Int8Array(length)) as Data;
}
