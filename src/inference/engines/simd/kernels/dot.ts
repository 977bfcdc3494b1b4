import { ENTRY, storePixels, TABLE } from './band';
import { rounded, tileBytes } from './rounding';
import { PANEL_BYTES, Pointwise } from './steps';

/**
 * Ways to add four products to a sum, which all give the same: one instruction where the processor has it; in pairs, which
 * is faster than what V8 makes of that instruction on x64 without AVX-VNNI (three instructions, not five); and in int16
 * without relaxed SIMD.
 */
const FUSED: i32 = 0;
const PAIRS: i32 = 1;
const WIDE: i32 = 2;

/**
 * Some panels of the listed pixels, multiplied in whole numbers. The pixels are rounded with the first panel.
 * @param tile where the rounded ones are kept
 */
export function dotBand(step: Pointwise, first: i32, panels: i32, tiles: i32, tile: i32): void {
  const depth = <usize>step.depth;
  const pixels = step.scratch + 16 * depth + <usize>tile * tileBytes(depth);
  if (first == 0) rounded(step, tiles, pixels);
  const inPairs = ASC_FEATURE_RELAXED_SIMD ? saturates() : false;
  for (let panel = first; panel < first + panels; panel++) {
    const weights = step.weights + <usize>panel * 8 * depth;
    if (!ASC_FEATURE_RELAXED_SIMD) {
      widen(weights, depth, step.scratch);
      multiplyWide(step, panel, tiles, pixels, step.scratch);
    } else if (inPairs) {
      multiplyPairs(step, panel, tiles, pixels, weights);
    } else {
      multiplyFused(step, panel, tiles, pixels, weights);
    }
  }
}

/** The largest int8, and -1, which is 255 to x64. */
const LARGEST = memory.data<i8>([127, 127, 127, 127, -1, -1, -1, -1], 16);

/**
 * Whether four products are added in pairs, each limited to int16. Weights of seven bits never come near the limit; here
 * the second operand has eight: x64 without AVX-VNNI gives 2 * 32767, with it 4 * 127 * 255, ARM 4 * 127 * -1.
 */
function saturates(): bool {
  const sum = fused(v128.load32_splat(LARGEST), v128.load32_splat(LARGEST, 4), i32x4.splat(0));
  return i32x4.extract_lane(sum, 0) == 2 * 32767;
}

/** One panel, [depth / 4][8][4] in int8 with 64 added, to [depth / 2][8][2] in int16. */
function widen(weights: usize, depth: usize, target: usize): void {
  const end = weights + 8 * depth;
  for (; weights < end; weights += 16) {
    const four = i8x16.sub(v128.load(weights), i8x16.splat(64));
    const first = i16x8.extend_low_i8x16_s(four);
    const second = i16x8.extend_high_i8x16_s(four);
    // Output channels 0 to 3, then 4 to 7, of a step of four input channels.
    v128.store(target, v128.shuffle<i32>(first, second, 0, 2, 4, 6));
    v128.store(target, v128.shuffle<i32>(first, second, 1, 3, 5, 7), 32);
    target += weights & 16 ? 48 : 16;
  }
}

function multiplyFused(step: Pointwise, panel: i32, tiles: i32, x: usize, weights: usize): void {
  multiply(FUSED, step, panel, tiles, x, weights);
}

function multiplyPairs(step: Pointwise, panel: i32, tiles: i32, x: usize, weights: usize): void {
  multiply(PAIRS, step, panel, tiles, x, weights);
}

function multiplyWide(step: Pointwise, panel: i32, tiles: i32, x: usize, weights: usize): void {
  multiply(WIDE, step, panel, tiles, x, weights);
}

/**
 * Multiplies the listed pixels with one panel; registers hold a tile of four pixels by eight output channels. A product of
 * a pixel (int8) and a weight (seven bits) is less than 2^14, so that two of them fit into int16.
 */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function multiply(way: i32, step: Pointwise, panel: i32, tiles: i32, x: usize, weights: usize): void {
  const offset = <usize>panel * PANEL_BYTES;
  const bias = step.bias + offset;
  const scale = step.scales + offset;
  const residual = step.residual != 0;
  const activation = step.activation;
  const depth = step.depth;
  for (let entry = TABLE; tiles > 0; tiles--, entry += 4 * ENTRY) {
    let a0 = i32x4.splat(0);
    let b0 = a0;
    let c0 = a0;
    let d0 = a0;
    if (way != WIDE) {
      a0 = v128.load32_splat(x);
      b0 = v128.load32_splat(x, 4);
      c0 = v128.load32_splat(x, 8);
      d0 = v128.load32_splat(x, 12);
      x += 16;
    }
    let a1 = a0;
    let b1 = b0;
    let c1 = c0;
    let d1 = d0;
    let w = weights;
    for (let k = way == WIDE ? 2 * depth : depth; k > 0; k -= 8) {
      let w0 = v128.load(w);
      let w1 = v128.load(w, 16);
      let v = v128.load32_splat(x);
      a0 = add(way, v, w0, a0);
      a1 = add(way, v, w1, a1);
      v = v128.load32_splat(x, 4);
      b0 = add(way, v, w0, b0);
      b1 = add(way, v, w1, b1);
      v = v128.load32_splat(x, 8);
      c0 = add(way, v, w0, c0);
      c1 = add(way, v, w1, c1);
      v = v128.load32_splat(x, 12);
      d0 = add(way, v, w0, d0);
      d1 = add(way, v, w1, d1);
      w0 = v128.load(w, 32);
      w1 = v128.load(w, 48);
      v = v128.load32_splat(x, 16);
      a0 = add(way, v, w0, a0);
      a1 = add(way, v, w1, a1);
      v = v128.load32_splat(x, 20);
      b0 = add(way, v, w0, b0);
      b1 = add(way, v, w1, b1);
      v = v128.load32_splat(x, 24);
      c0 = add(way, v, w0, c0);
      c1 = add(way, v, w1, c1);
      v = v128.load32_splat(x, 28);
      d0 = add(way, v, w0, d0);
      d1 = add(way, v, w1, d1);
      w += 64;
      x += 32;
    }
    const s0 = v128.load(bias);
    const s1 = v128.load(bias, 16);
    const m0 = v128.load(scale);
    const m1 = v128.load(scale, 16);
    a0 = widened(a0, m0, s0);
    a1 = widened(a1, m1, s1);
    b0 = widened(b0, m0, s0);
    b1 = widened(b1, m1, s1);
    c0 = widened(c0, m0, s0);
    c1 = widened(c1, m1, s1);
    d0 = widened(d0, m0, s0);
    d1 = widened(d1, m1, s1);
    storePixels(entry, offset, residual, activation, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}

/** Adds products of a pixel and weights to four sums: four products to each, or two in int16. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function add(way: i32, pixel: v128, weights: v128, sums: v128): v128 {
  if (!ASC_FEATURE_RELAXED_SIMD) return i32x4.add(sums, i32x4.dot_i16x8_s(pixel, weights));
  if (way == FUSED) return fused(pixel, weights, sums);
  return i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(pixel, weights)));
}

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function fused(pixel: v128, weights: v128, sums: v128): v128 {
  if (!ASC_FEATURE_RELAXED_SIMD) return unreachable();
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(pixel, weights, sums);
}

/** What four sums stand for. Not fused, so that both builds round alike. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function widened(sums: v128, scale: v128, bias: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), scale), bias);
}
