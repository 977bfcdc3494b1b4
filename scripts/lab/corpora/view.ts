import type { Image } from '../../../src/image/image.ts';
import { resize } from '../../../src/image/resize/resize.ts';

/** Pixels of each side: fine enough for a shifted or turned picture to show, coarse enough for decoders' rounding not to. */
const SIDE = 64;

/**
 * The mean difference of two decoded pictures, in 1/255, each scaled to {@link SIDE} x {@link SIDE} pixels by the resampler
 * of the models: other sizes of the same picture can be compared.
 */
export function differenceOf(a: Image, b: Image): number {
  const [left, right] = [viewOf(a), viewOf(b)];
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}

function viewOf(image: Image): Uint8Array {
  return resize(image, { size: [SIDE, SIDE], cropMode: 'squash', cropPct: 1, interpolation: 'bilinear' });
}
