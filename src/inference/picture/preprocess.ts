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
  spec.mean.forEach((mean, channel) => {
    const scale = 1 / (255 * (spec.std[channel] ?? 1));
    const shift = -mean / (spec.std[channel] ?? 1);
    const plane = pixels.subarray(channel * area, (channel + 1) * area);
    for (let i = 0; i < area; i++) plane[i] = (rgb[3 * i + channel] ?? 0) * scale + shift;
  });
  return pixels;
}
