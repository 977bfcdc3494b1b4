import { ENTRY, TABLE } from './band';
import { Pointwise } from './steps';

/** Lower than any zero point. */
const LOWEST: f32 = -512;
/** 1.5 * 2^23: adding it rounds to an integer, half to even, which is then in the low bits. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

/** Bytes of four rounded pixels. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function tileBytes(depth: usize): usize {
  return ASC_FEATURE_RELAXED_SIMD ? 16 + 4 * depth : 8 * depth;
}

/**
 * Rounds the listed pixels to whole numbers from -128 to 127, in tiles of four: with relaxed SIMD
 * [depth / 4][4 pixels][4 channels] in int8, without [depth / 2][4 pixels][2 channels] in int16.
 *
 * With relaxed SIMD, weights are kept with 64 added, so each sum begins with -64 times the sum of its pixel; these four
 * numbers are the first of a tile.
 */
export function rounded(step: Pointwise, tiles: i32, target: usize): void {
  const rounder = f32x4.splat(ROUNDER);
  const bits = i32x4.splat(ROUNDER_BITS);
  const row = (<usize>step.depth) << 2;
  for (let entry = TABLE; tiles > 0; tiles--, entry += 4 * ENTRY) {
    const a = load<usize>(entry);
    const b = load<usize>(entry, ENTRY);
    const c = load<usize>(entry, 2 * ENTRY);
    const d = load<usize>(entry, 3 * ENTRY);
    let total = i32x4.splat(0);
    const begin = target;
    if (ASC_FEATURE_RELAXED_SIMD) target += 16;
    for (let channel: usize = 0; channel < row; channel += 16) {
      const inverse = v128.load(step.inverses + channel);
      const factor = step.gate ? f32x4.mul(v128.load(step.gate + channel), inverse) : inverse;
      const offset = i32x4.sub(bits, v128.load(step.zeroPoints + channel));
      const first = i16x8.narrow_i32x4_s(
        whole(v128.load(a + channel), factor, rounder, offset),
        whole(v128.load(b + channel), factor, rounder, offset),
      );
      const second = i16x8.narrow_i32x4_s(
        whole(v128.load(c + channel), factor, rounder, offset),
        whole(v128.load(d + channel), factor, rounder, offset),
      );
      const bytes = i8x16.narrow_i16x8_s(first, second);
      if (ASC_FEATURE_RELAXED_SIMD) {
        v128.store(target, bytes);
        target += 16;
        total = i32x4.add(total, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(bytes)));
      } else {
        const low = i16x8.extend_low_i8x16_s(bytes);
        const high = i16x8.extend_high_i8x16_s(bytes);
        v128.store(target, v128.shuffle<i32>(low, high, 0, 2, 4, 6));
        v128.store(target, v128.shuffle<i32>(low, high, 1, 3, 5, 7), 16);
        target += 32;
      }
    }
    if (ASC_FEATURE_RELAXED_SIMD) v128.store(begin, i32x4.neg(i32x4.shl(total, 6)));
  }
}

/**
 * Rounds four values; what is above 127 stays there until it is narrowed. What is far below zero would lose its
 * sign to the rounder, so it is raised first; NaN becomes the lowest value, too, because pmax returns its first argument.
 */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function whole(x: v128, factor: v128, rounder: v128, offset: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.pmax(f32x4.splat(LOWEST), f32x4.mul(x, factor)), rounder), offset);
}
