/** a * b + c: rounded once by the relaxed build on a machine with FMA, otherwise twice. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
