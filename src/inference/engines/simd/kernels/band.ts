import { Pointwise } from './steps';
import { storeTile } from './tile';

/** The addresses of up to BAND_PIXELS pixels: source, target and residual of each. */
export const ENTRY: usize = 12;
export const BAND_PIXELS: i32 = 256;
export const TABLE: usize = memory.data(256 * 12, 16);

/**
 * Lists the addresses of some pixels, and repeats the last one up to a multiple of four.
 * @param skipped bytes of a pixel that the target has no room for, because they belong to earlier slices
 */
export function list(step: Pointwise, first: i32, pixels: i32, skipped: usize): void {
  let y = first / step.width;
  let x = first - y * step.width;
  let ring = y % step.targetRing;
  let entry = TABLE;
  let source: usize = 0;
  let target: usize = 0;
  let residual: usize = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (pixel == 0 || x == step.width) {
      if (pixel != 0) {
        x = 0;
        y++;
        ring++;
        if (ring == step.targetRing) ring = 0;
      }
      source = step.source + y * step.sourceRow + x * step.sourcePixel;
      target = step.target + ring * step.targetRow + x * step.targetPixel - skipped;
      residual = step.residual + y * step.residualRow + x * step.targetPixel;
    }
    store<usize>(entry, source);
    store<usize>(entry, target, 4);
    store<usize>(entry, residual, 8);
    entry += ENTRY;
    source += step.sourcePixel;
    target += step.targetPixel;
    residual += step.targetPixel;
    x++;
  }
  for (; pixels & 3; pixels++) {
    memory.copy(entry, entry - ENTRY, ENTRY);
    entry += ENTRY;
  }
}

/** Adds the residual to a tile, eight channels of the four pixels from an entry on; activates and stores it. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function storePixels(
  entry: usize,
  offset: usize,
  residual: bool,
  activation: i32,
  a0: v128,
  a1: v128,
  b0: v128,
  b1: v128,
  c0: v128,
  c1: v128,
  d0: v128,
  d1: v128,
): void {
  if (residual) {
    const a = load<usize>(entry, 8) + offset;
    const b = load<usize>(entry, ENTRY + 8) + offset;
    const c = load<usize>(entry, 2 * ENTRY + 8) + offset;
    const d = load<usize>(entry, 3 * ENTRY + 8) + offset;
    a0 = f32x4.add(a0, v128.load(a));
    a1 = f32x4.add(a1, v128.load(a, 16));
    b0 = f32x4.add(b0, v128.load(b));
    b1 = f32x4.add(b1, v128.load(b, 16));
    c0 = f32x4.add(c0, v128.load(c));
    c1 = f32x4.add(c1, v128.load(c, 16));
    d0 = f32x4.add(d0, v128.load(d));
    d1 = f32x4.add(d1, v128.load(d, 16));
  }
  const a = load<usize>(entry, 4) + offset;
  const b = load<usize>(entry, ENTRY + 4) + offset;
  const c = load<usize>(entry, 2 * ENTRY + 4) + offset;
  const d = load<usize>(entry, 3 * ENTRY + 4) + offset;
  storeTile(activation, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
}
