import { activate, HARD_SIGMOID, HARD_SWISH, NONE, QUICK_SILU, RELU, RELU6, SIGMOID, SILU } from './activation';

/** Activates and stores a tile: four pixels at a, b, c and d, of eight channels each. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function storeTile(
  activation: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  a0: v128,
  a1: v128,
  b0: v128,
  b1: v128,
  c0: v128,
  c1: v128,
  d0: v128,
  d1: v128,
): void {
  if (activation == NONE) storeAs(NONE, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == RELU) storeAs(RELU, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == HARD_SWISH) storeAs(HARD_SWISH, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == SILU) storeAs(SILU, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == QUICK_SILU) storeAs(QUICK_SILU, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == RELU6) storeAs(RELU6, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == HARD_SIGMOID) storeAs(HARD_SIGMOID, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else if (activation == SIGMOID) storeAs(SIGMOID, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  else unreachable();
}

/** Stores a tile with one constant activation, so that there is no branch between its eight vectors. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function storeAs(
  activation: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  a0: v128,
  a1: v128,
  b0: v128,
  b1: v128,
  c0: v128,
  c1: v128,
  d0: v128,
  d1: v128,
): void {
  v128.store(a, activate(activation, a0));
  v128.store(a, activate(activation, a1), 16);
  v128.store(b, activate(activation, b0));
  v128.store(b, activate(activation, b1), 16);
  v128.store(c, activate(activation, c0));
  v128.store(c, activate(activation, c1), 16);
  v128.store(d, activate(activation, d0));
  v128.store(d, activate(activation, d1), 16);
}
