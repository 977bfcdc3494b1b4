import { multiplyAdd } from './vector';

/** Codes of the activations in a step, the same as in scripts/models/plan/records.ts. */
export const NONE: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;
export const HARD_SWISH: i32 = 3;
export const SILU: i32 = 4;
export const HARD_SIGMOID: i32 = 5;
export const SIGMOID: i32 = 6;
/** SiLU to 1e-4, for networks that round to eight bits. */
export const QUICK_SILU: i32 = 7;

/** 1.5 * 2^23: adding it rounds to an integer, which is then in the low bits. */
const ROUNDER: f32 = 12582912;
/** Bias of the exponent in IEEE 754. */
const BIAS: f32 = 127;

/** Constants are in memory because V8 builds a vector constant with three instructions wherever it is used. */
const CONSTANTS = memory.data<f32>(
  [
    1,
    87.5,
    -87.5,
    -1.44269504, // -1 / ln 2
    ROUNDER + BIAS,
    0.693359375, // ln 2 in two parts
    -2.1219444e-4,
    -0.00829022937, // coefficients of the polynomial, highest power first
    0.0418983884,
    -0.166676402,
    0.499991447,
    -0.999999702,
    <f32>(1.0 / 6.0),
    0.5,
    6,
    ROUNDER,
    0.055171874, // coefficients of 2^x in [-1/2, 1/2] with the least relative error, 7.5e-5
    0.242611636,
    0.693261,
    0.999928043,
  ],
  64,
);
const ONE: usize = 0;
const HIGHEST: usize = 1;
const LOWEST: usize = 2;
const MINUS_LOG2_E: usize = 3;
const ROUND: usize = 4;
const LN2_HIGH: usize = 5;
const LN2_LOW: usize = 6;
const POLYNOMIAL: usize = 7;
const SIXTH: usize = 12;
const HALF: usize = 13;
const SIX: usize = 14;
const QUICK_ROUND: usize = 15;
const CUBIC: usize = 16;

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(CONSTANTS + (index << 2));
}

// pmax and pmin return their first argument when either is NaN, and are one instruction on x64; max and min are seven.

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function clamp(x: v128, high: usize): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(0)), constant(high));
}

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function hardSigmoid(x: v128): v128 {
  return clamp(multiplyAdd(x, constant(SIXTH), constant(HALF)), ONE);
}

/**
 * 1 + e^-x, to a few units in the last place. With n = round(-x / ln 2) and s = x + n ln 2, in [-ln 2 / 2, ln 2 / 2],
 * e^-x = 2^n e^-s. A minimax polynomial approximates e^-s (error 9e-8), and 2^n is made by writing n + 127 into an
 * exponent. ln 2 is split in two, so that n times its first part is exact. x is clamped to [-87.5, 87.5].
 */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function onePlusExp(x: v128): v128 {
  const t = f32x4.pmin(f32x4.pmax(x, constant(LOWEST)), constant(HIGHEST));
  const round = constant(ROUND);
  const rounded = multiplyAdd(t, constant(MINUS_LOG2_E), round);
  const n = f32x4.sub(rounded, round);
  const s = multiplyAdd(n, constant(LN2_LOW), multiplyAdd(n, constant(LN2_HIGH), t));
  let p = multiplyAdd(s, constant(POLYNOMIAL), constant(POLYNOMIAL + 1));
  p = multiplyAdd(p, s, constant(POLYNOMIAL + 2));
  p = multiplyAdd(p, s, constant(POLYNOMIAL + 3));
  p = multiplyAdd(p, s, constant(POLYNOMIAL + 4));
  const one = constant(ONE);
  p = multiplyAdd(p, s, one);
  return multiplyAdd(p, i32x4.shl(rounded, 23), one);
}

/**
 * 1 + e^-x, to 1e-4: a polynomial of degree three approximates 2^f, with f what is left of -x / ln 2 beside a whole number,
 * which is added to the exponent. A tenth of the time of a network goes into this.
 */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function quickOnePlusExp(x: v128): v128 {
  const t = f32x4.pmin(f32x4.pmax(x, constant(LOWEST)), constant(HIGHEST));
  const by = constant(MINUS_LOG2_E);
  const round = constant(QUICK_ROUND);
  const rounded = multiplyAdd(t, by, round);
  const f = multiplyAdd(t, by, f32x4.sub(round, rounded));
  let p = multiplyAdd(f, constant(CUBIC), constant(CUBIC + 1));
  p = multiplyAdd(p, f, constant(CUBIC + 2));
  p = multiplyAdd(p, f, constant(CUBIC + 3));
  return f32x4.add(i32x4.add(p, i32x4.shl(rounded, 23)), constant(ONE));
}

/** Activates four values. `kind` should be a constant, so that inlining leaves one case. NaN stays NaN. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function activate(kind: i32, x: v128): v128 {
  if (kind == RELU) return relu(x);
  if (kind == RELU6) return clamp(x, SIX);
  if (kind == HARD_SWISH) return f32x4.mul(x, hardSigmoid(x));
  if (kind == SILU) return f32x4.div(x, onePlusExp(x));
  if (kind == HARD_SIGMOID) return hardSigmoid(x);
  if (kind == SIGMOID) return f32x4.div(constant(ONE), onePlusExp(x));
  if (kind == QUICK_SILU) return f32x4.div(x, quickOnePlusExp(x));
  return x;
}

/** Activates four values when the activation is only known at run time. */
export function activateAny(activation: i32, x: v128): v128 {
  if (activation == RELU) return activate(RELU, x);
  if (activation == RELU6) return activate(RELU6, x);
  if (activation == HARD_SWISH) return activate(HARD_SWISH, x);
  if (activation == SILU) return activate(SILU, x);
  if (activation == HARD_SIGMOID) return activate(HARD_SIGMOID, x);
  if (activation == SIGMOID) return activate(SIGMOID, x);
  if (activation == QUICK_SILU) return activate(QUICK_SILU, x);
  return x;
}
