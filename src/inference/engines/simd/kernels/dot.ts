import { ENTRY, storePixels, TABLE } from './band';
import { rounded, SUMS } from './rounding';
import { PANEL_BYTES, Pointwise } from './steps';

/** All panels of the listed pixels, multiplied in whole numbers. */
export function dotBand(step: Pointwise, tiles: i32): void {
  const depth = <usize>step.depth;
  const pixels = step.scratch + 16 * depth;
  rounded(step, tiles, pixels);
  for (let panel = 0; panel < step.panels; panel++) {
    const offset = <usize>panel * PANEL_BYTES;
    let weights = step.weights + <usize>panel * 8 * depth;
    if (!ASC_FEATURE_RELAXED_SIMD) {
      widen(weights, depth, step.scratch);
      weights = step.scratch;
    }
    multiply(
      tiles,
      pixels,
      weights,
      depth,
      offset,
      step.bias + offset,
      step.scales + offset,
      step.residual != 0,
      step.activation,
    );
  }
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

/**
 * Multiplies the listed pixels with one panel; registers hold a tile of four pixels by eight output channels. A product of
 * a pixel (int8) and a weight (seven bits) is at most 2^14, so that two of them fit into int16 on processors that add in
 * pairs, and the sums are the same on all.
 */
function multiply(
  tiles: i32,
  x: usize,
  weights: usize,
  depth: usize,
  offset: usize,
  bias: usize,
  scale: usize,
  residual: bool,
  activation: i32,
): void {
  let sums: usize = SUMS;
  for (let entry = TABLE; tiles > 0; tiles--, entry += 4 * ENTRY, sums += 16) {
    let a0 = i32x4.splat(0);
    let b0 = a0;
    let c0 = a0;
    let d0 = a0;
    if (ASC_FEATURE_RELAXED_SIMD) {
      a0 = v128.load32_splat(sums);
      b0 = v128.load32_splat(sums, 4);
      c0 = v128.load32_splat(sums, 8);
      d0 = v128.load32_splat(sums, 12);
    }
    let a1 = a0;
    let b1 = b0;
    let c1 = c0;
    let d1 = d0;
    let w = weights;
    for (let k = depth; k > 0; k -= 8) {
      if (ASC_FEATURE_RELAXED_SIMD) {
        let w0 = v128.load(w);
        let w1 = v128.load(w, 16);
        let v = v128.load32_splat(x);
        a0 = dot(v, w0, a0);
        a1 = dot(v, w1, a1);
        v = v128.load32_splat(x, 4);
        b0 = dot(v, w0, b0);
        b1 = dot(v, w1, b1);
        v = v128.load32_splat(x, 8);
        c0 = dot(v, w0, c0);
        c1 = dot(v, w1, c1);
        v = v128.load32_splat(x, 12);
        d0 = dot(v, w0, d0);
        d1 = dot(v, w1, d1);
        w0 = v128.load(w, 32);
        w1 = v128.load(w, 48);
        v = v128.load32_splat(x, 16);
        a0 = dot(v, w0, a0);
        a1 = dot(v, w1, a1);
        v = v128.load32_splat(x, 20);
        b0 = dot(v, w0, b0);
        b1 = dot(v, w1, b1);
        v = v128.load32_splat(x, 24);
        c0 = dot(v, w0, c0);
        c1 = dot(v, w1, c1);
        v = v128.load32_splat(x, 28);
        d0 = dot(v, w0, d0);
        d1 = dot(v, w1, d1);
        w += 64;
        x += 32;
      } else {
        for (let half = 0; half < 2; half++) {
          let w0 = v128.load(w);
          let w1 = v128.load(w, 16);
          let v = v128.load32_splat(x);
          a0 = pair(v, w0, a0);
          a1 = pair(v, w1, a1);
          v = v128.load32_splat(x, 8);
          b0 = pair(v, w0, b0);
          b1 = pair(v, w1, b1);
          v = v128.load32_splat(x, 16);
          c0 = pair(v, w0, c0);
          c1 = pair(v, w1, c1);
          v = v128.load32_splat(x, 24);
          d0 = pair(v, w0, d0);
          d1 = pair(v, w1, d1);
          w0 = v128.load(w, 32);
          w1 = v128.load(w, 48);
          v = v128.load32_splat(x, 4);
          a0 = pair(v, w0, a0);
          a1 = pair(v, w1, a1);
          v = v128.load32_splat(x, 12);
          b0 = pair(v, w0, b0);
          b1 = pair(v, w1, b1);
          v = v128.load32_splat(x, 20);
          c0 = pair(v, w0, c0);
          c1 = pair(v, w1, c1);
          v = v128.load32_splat(x, 28);
          d0 = pair(v, w0, d0);
          d1 = pair(v, w1, d1);
          w += 64;
          x += 32;
        }
      }
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

/** Adds four products of int8 and seven bits to each of four sums. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function dot(pixel: v128, weights: v128, sums: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(pixel, weights, sums);
}

/** Adds two products of int16 to each of four sums. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function pair(pixel: v128, weights: v128, sums: v128): v128 {
  return i32x4.add(sums, i32x4.dot_i16x8_s(pixel, weights));
}

/** What four sums stand for. Not fused, so that both builds round alike. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function widened(sums: v128, scale: v128, bias: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), scale), bias);
}
