import { decode } from 'jpeg-js';

/** Side of the network's input, in pixels. */
const SIDE = 224;
/** The part of the short side that the input covers. */
const CROP = 0.875;

/** How a network wants its input. */
export interface TensorLayout {
  /** Channels first (NCHW) or last (NHWC). */
  readonly channels: 'first' | 'last';
  /** Of R, G and B, on values in [0, 1]. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * A JPEG to `3 * 224 * 224` numbers, as examples on the web do it: the whole picture decoded by jpeg-js, the middle of it
 * cut out and resized bilinearly in plain JavaScript.
 */
export function tensorOf(jpeg: Uint8Array, { channels, mean, std }: TensorLayout): Float32Array {
  const { width, height, data } = decode(jpeg, { useTArray: true, formatAsRGBA: true });
  const side = Math.min(width, height) * CROP;
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const pixels = new Float32Array(3 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const sourceY = Math.max(0, top + ((y + 0.5) * side) / SIDE - 0.5);
    for (let x = 0; x < SIDE; x++) {
      const sourceX = Math.max(0, left + ((x + 0.5) * side) / SIDE - 0.5);
      for (let channel = 0; channel < 3; channel++) {
        const value = bilinear(data, width, height, sourceX, sourceY, channel) / 255;
        const at = channels === 'first' ? channel * SIDE * SIDE + y * SIDE + x : (y * SIDE + x) * 3 + channel;
        pixels[at] = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
    }
  }
  return pixels;
}

function bilinear(rgba: Uint8Array, width: number, height: number, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number): number => rgba[4 * (row * width + column) + channel] ?? 0;
  const above = at(left, top) + (at(right, top) - at(left, top)) * (x - left);
  const below = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (x - left);
  return above + (below - above) * (y - top);
}
