import type { Image, ImageExtent } from '../../image/image.ts';
import type { Resampler } from '../../image/resize/resampler.ts';
import { resize, shownExtent } from '../../image/resize/resize.ts';
import type { InputSpec } from '../../contract/model.ts';

/** Short side, in pixels, that {@link preprocess} scales to; a decoder should deliver at least as much. */
export function neededShortSide({ size, crop_mode, crop_pct }: InputSpec): number {
  return crop_mode === 'squash' ? Math.max(size[1], size[2]) : Math.floor(Math.max(size[1], size[2]) / crop_pct);
}

/** The part of a picture that a model sees after {@link preprocess}, in pixels of that picture. */
export function seenExtent(
  extent: ImageExtent,
  { size, crop_mode: cropMode, crop_pct: cropPct }: InputSpec,
): ImageExtent {
  return shownExtent(extent, { size: [size[1], size[2]], cropMode, cropPct });
}

/**
 * Turns a picture into the input of a model: resize and crop as its training had them, then (value / 255 - mean) / std.
 * @param resample what scales the picture; JavaScript when left out
 * @returns NCHW with N = 1: `3 * height * width` values, all of R first
 */
export function preprocess(image: Image, spec: InputSpec, resample?: Resampler): Float32Array {
  const [channels, height, width] = spec.size;
  const { crop_mode: cropMode, crop_pct: cropPct, interpolation } = spec;
  const rgb = resize(image, { size: [height, width], cropMode, cropPct, interpolation }, resample);
  const area = height * width;
  const pixels = new Float32Array(channels * area);
  const [reds, greens, blues] = [valuesOf(spec, 0), valuesOf(spec, 1), valuesOf(spec, 2)];
  // One loop: in a new isolate it is interpreted, and the number of its turns is what counts.
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    pixels[i] = reds[rgb[at] ?? 0] ?? 0;
    pixels[area + i] = greens[rgb[at + 1] ?? 0] ?? 0;
    pixels[2 * area + i] = blues[rgb[at + 2] ?? 0] ?? 0;
  }
  return pixels;
}

/** What a model takes for each of the 256 values that a byte of a channel can have. */
function valuesOf({ mean, std }: InputSpec, channel: number): Float32Array {
  const deviation = std[channel] ?? 1;
  const scale = 1 / (255 * deviation);
  const shift = -(mean[channel] ?? 0) / deviation;
  return Float32Array.from({ length: 256 }, (_, value) => value * scale + shift);
}
