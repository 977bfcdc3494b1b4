import type { Image, ImageExtent } from '../image.ts';
import { resampleWeights, type Interpolation } from './resample-weights.ts';
import { resampleInJavaScript, type Resampler } from './resampler.ts';

/** How a model's input is made: the names and meanings of timm's data configuration. */
export interface ResizeSpec {
  /** Height and width of the result, in pixels. */
  readonly size: readonly [number, number];
  /** `center`: scale, keeping proportions, then take the middle. `squash`: scale each side by itself. */
  readonly cropMode: 'center' | 'squash';
  /** Part of the scaled picture that the result shows, in (0, 1]: it is scaled to floor(size / cropPct). */
  readonly cropPct: number;
  readonly interpolation: Interpolation;
}

/**
 * Scales and crops an image as timm's evaluation transform does with Pillow: same filter, same fixed-point arithmetic,
 * horizontal pass first with rounding to 8 bits in between, so that the pixels are Pillow's own. (Pillow 13 begins with
 * the vertical pass when the height shrinks much more than the width, which changes a byte by up to 2 when squashing.)
 *
 * Only pixels inside of the crop are computed. `Resize` is torchvision's (short side exact, long side truncated) and
 * `CenterCrop` too (offsets rounded half to even).
 *
 * @param resample does the scaling; `wasmResampler` makes the same bytes faster, most of all the first time
 * @returns `3 * height * width` bytes, RGB, row-major
 * @throws {RangeError} when `cropPct` or `size` is out of range
 * @see https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/data/transforms_factory.py
 */
export function resize(image: Image, spec: ResizeSpec, resample: Resampler = resampleInJavaScript): Uint8Array {
  const [height, width] = spec.size;
  if (!(spec.cropPct > 0 && spec.cropPct <= 1)) throw new RangeError('cropPct must be above 0 and at most 1.');
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0))
    throw new RangeError('size must be two positive integers.');
  const extent = image.extent ?? { left: 0, top: 0, width: image.width, height: image.height };
  const scaled = scaledSize(extent, spec);
  const [left, top] = [cropOffset(scaled.width, width), cropOffset(scaled.height, height)];
  const isWhole = Number.isInteger(extent.left) && Number.isInteger(extent.top);
  if (isWhole && scaled.width === extent.width && scaled.height === extent.height)
    return crop(image, extent.left + left, extent.top + top, width, height);
  const across = resampleWeights(spec.interpolation, {
    ...{ inputSize: image.width, boxStart: extent.left, boxSize: extent.width },
    ...{ outputSize: scaled.width, first: left, count: width },
  });
  const down = resampleWeights(spec.interpolation, {
    ...{ inputSize: image.height, boxStart: extent.top, boxSize: extent.height },
    ...{ outputSize: scaled.height, first: top, count: height },
  });
  return resample(image, across, down);
}

/** What {@link resize} makes where nothing is scaled: the pixels that are there. */
function crop({ data, width: rowPixels }: Image, left: number, top: number, width: number, height: number): Uint8Array {
  const cropped = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * rowPixels + left);
    cropped.set(data.subarray(from, from + 3 * width), 3 * width * y);
  }
  return cropped;
}

/** The part of `extent` that a resize keeps after cropping, in pixels of the same image. */
export function shownExtent(extent: ImageExtent, spec: Omit<ResizeSpec, 'interpolation'>): ImageExtent {
  const scaled = scaledSize(extent, spec);
  const [height, width] = spec.size;
  const [across, down] = [extent.width / scaled.width, extent.height / scaled.height];
  return {
    left: extent.left + cropOffset(scaled.width, width) * across,
    top: extent.top + cropOffset(scaled.height, height) * down,
    width: width * across,
    height: height * down,
  };
}

function scaledSize(extent: ImageExtent, spec: Omit<ResizeSpec, 'interpolation'>): { width: number; height: number } {
  const height = Math.floor(spec.size[0] / spec.cropPct);
  const width = Math.floor(spec.size[1] / spec.cropPct);
  if (spec.cropMode === 'squash') return { width, height };
  if (width === height) {
    const isPortrait = extent.width <= extent.height;
    const exact = (width * Math.max(extent.width, extent.height)) / Math.min(extent.width, extent.height);
    // An extent in thirds of a pixel may be below a whole number by the last bit.
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
