import type { Photo, PhotoExtent } from './photo.ts';
import { resampleWeights, type Interpolation, type ResampleWeights } from './resample-weights.ts';

/** How a model wants its picture: the names and meanings of timm's data configuration. */
export interface ResizeSpec {
  /** Height and width of the result, in pixels. */
  readonly size: readonly [number, number];
  /** `center`: scale, keeping proportions, then take the middle. `squash`: scale each side by itself. */
  readonly cropMode: 'center' | 'squash';
  /** Part of the scaled picture that the result shows, in (0, 1]: it is scaled to floor(size / cropPct). */
  readonly cropPct: number;
  readonly interpolation: Interpolation;
}

/** Fixed-point bits of the weights, and the half that rounds them away (Pillow's Resample.c, 8 bits per channel). */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/**
 * Scales and crops a picture as timm's evaluation transform does with Pillow: same filter, same fixed-point arithmetic,
 * horizontal pass first with rounding to 8 bits in between, so that the pixels are Pillow's own. (Pillow 13 begins with
 * the vertical pass when the height shrinks much more than the width, which changes a byte by up to 2 when squashing.)
 *
 * Only what the crop shows is computed. `Resize` is torchvision's (short side exact, long side truncated) and
 * `CenterCrop` too (offsets rounded half to even).
 *
 * @returns `3 * height * width` bytes, RGB, row-major
 * @throws {RangeError} when the spec itself makes no sense
 * @see https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/data/transforms_factory.py
 */
export function resize(photo: Photo, spec: ResizeSpec): Uint8Array {
  const [height, width] = spec.size;
  if (!(spec.cropPct > 0 && spec.cropPct <= 1)) throw new RangeError('cropPct must be above 0 and at most 1.');
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0))
    throw new RangeError('size must be two positive integers.');
  const extent = photo.extent ?? { left: 0, top: 0, width: photo.width, height: photo.height };
  const scaled = scaledSize(extent, spec);
  const across = resampleWeights(spec.interpolation, {
    inputSize: photo.width,
    boxStart: extent.left,
    boxSize: extent.width,
    outputSize: scaled.width,
    first: cropOffset(scaled.width, width),
    count: width,
  });
  const down = resampleWeights(spec.interpolation, {
    inputSize: photo.height,
    boxStart: extent.top,
    boxSize: extent.height,
    outputSize: scaled.height,
    first: cropOffset(scaled.height, height),
    count: height,
  });
  const top = Math.min(...down.starts);
  const bottom = Math.max(...down.starts.map((start, i) => start + (down.lengths[i] ?? 0)));
  return resampleColumns(resampleRows(photo, across, top, bottom), width, down, top);
}

function scaledSize(extent: PhotoExtent, spec: ResizeSpec): { width: number; height: number } {
  const height = Math.floor(spec.size[0] / spec.cropPct);
  const width = Math.floor(spec.size[1] / spec.cropPct);
  if (spec.cropMode === 'squash') return { width, height };
  if (width === height) {
    const isPortrait = extent.width <= extent.height;
    const exact = (width * Math.max(extent.width, extent.height)) / Math.min(extent.width, extent.height);
    // An extent in thirds of a pixel may miss a whole number by the last bit.
    const long = Math.trunc(exact + 1e-9);
    return isPortrait ? { width, height: long } : { width: long, height };
  }
  // timm's ResizeKeepRatio: the side that needs the larger scale decides.
  const ratio = Math.min(extent.width / width, extent.height / height);
  return { width: roundHalfEven(extent.width / ratio), height: roundHalfEven(extent.height / ratio) };
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

const cropOffset = (scaled: number, crop: number): number => roundHalfEven((scaled - crop) / 2);

const toByte = (sum: number): number => {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** Horizontal pass over the rows `top` to `bottom`, exclusive. */
function resampleRows(photo: Photo, across: ResampleWeights, top: number, bottom: number): Uint8Array {
  const { data } = photo;
  const { starts, lengths, weights, stride } = across;
  const width = starts.length;
  const out = new Uint8Array(3 * width * (bottom - top));
  let to = 0;
  for (let y = top; y < bottom; y++) {
    const row = 3 * photo.width * y;
    for (let x = 0; x < width; x++) {
      let from = row + 3 * (starts[x] ?? 0);
      let weight = x * stride;
      const end = weight + (lengths[x] ?? 0);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (; weight < end; weight++, from += 3) {
        const factor = weights[weight] ?? 0;
        red += (data[from] ?? 0) * factor;
        green += (data[from + 1] ?? 0) * factor;
        blue += (data[from + 2] ?? 0) * factor;
      }
      out[to++] = toByte(red);
      out[to++] = toByte(green);
      out[to++] = toByte(blue);
    }
  }
  return out;
}

/** Vertical pass; `rows` begins with row `top` of the picture. */
function resampleColumns(rows: Uint8Array, width: number, down: ResampleWeights, top: number): Uint8Array {
  const { starts, lengths, weights, stride } = down;
  const rowBytes = 3 * width;
  const out = new Uint8Array(rowBytes * starts.length);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < starts.length; y++) {
    sums.fill(HALF);
    for (let i = 0; i < (lengths[y] ?? 0); i++) {
      const factor = weights[y * stride + i] ?? 0;
      const row = rowBytes * ((starts[y] ?? 0) - top + i);
      for (let x = 0; x < rowBytes; x++) sums[x] = (sums[x] ?? 0) + (rows[row + x] ?? 0) * factor;
    }
    for (let x = 0; x < rowBytes; x++) out[y * rowBytes + x] = toByte(sums[x] ?? 0);
  }
  return out;
}
