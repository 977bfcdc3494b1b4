import type { InputSpec } from '../../src/contract/model.ts';
import { preprocess } from '../../src/inference/picture/preprocess.ts';
import type { Image } from '../../src/image/image.ts';
import type { Random } from '../kit/random.ts';

/** A part of a picture, possibly mirrored. */
interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
}

/** Part of the area that a crop has at least. Less would often cut the subject off, and there are few pictures. */
export const SMALLEST_CROP = 0.35;

/**
 * A random resized crop with a coin thrown for mirroring, as torchvision's `RandomResizedCrop` draws them: area uniform,
 * proportions log-uniform in [3/4, 4/3], ten tries, then the largest crop in the middle.
 *
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.RandomResizedCrop.html
 */
export function randomCrop({ width, height }: Image, random: Random): Crop {
  const mirrored = random.uniform(0, 1) < 0.5;
  for (let tries = 0; tries < 10; tries++) {
    const area = width * height * random.uniform(SMALLEST_CROP, 1);
    const ratio = Math.exp(random.uniform(Math.log(3 / 4), Math.log(4 / 3)));
    const w = Math.round(Math.sqrt(area * ratio));
    const h = Math.round(Math.sqrt(area / ratio));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const left = Math.floor(random.uniform(0, width - w + 1));
      const top = Math.floor(random.uniform(0, height - h + 1));
      return { left, top, width: w, height: h, mirrored };
    }
  }
  const w = Math.min(width, Math.round((height * 4) / 3));
  const h = Math.min(height, Math.round((width * 4) / 3));
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h, mirrored };
}

/** The pixels of a crop as a picture of their own. */
export function cropImage(image: Image, { left, top, width, height, mirrored }: Crop): Image {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = 3 * (image.width * (top + y) + left);
    for (let x = 0; x < width; x++, to += 3) {
      const from = row + 3 * (mirrored ? width - 1 - x : x);
      data.set(image.data.subarray(from, from + 3), to);
    }
  }
  return { width, height, data };
}

/** The input tensor of a crop: NCHW with N = 1, the crop stretched to the model's input size. */
export function cropPixels(image: Image, crop: Crop, input: InputSpec): Float32Array {
  return preprocess(cropImage(image, crop), { ...input, crop_mode: 'squash', crop_pct: 1 });
}
