/** Fixed-point bits of the weights, and the half that rounds them away (Pillow's Resample.c). */
const BITS: i32 = 22;
const HALF: i32 = 1 << (BITS - 1);

/** The input pixels of each output pixel, and their weights, as in src/image/resize/resample-weights.ts. */
@unmanaged
class Axis {
  /** Addresses of arrays of i32: the first input pixel of each output pixel, and the number of input pixels. */
  starts: usize;
  lengths: usize;
  /** Address of an array of i32, `stride` weights for each output pixel. */
  weights: usize;
  stride: i32;
  count: i32;
}

// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function at(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

/** Drops the fixed-point bits and clamps to a byte. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function bytes(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i32x4.shr_s(a, BITS), i32x4.shr_s(b, BITS));
  const high = i16x8.narrow_i32x4_s(i32x4.shr_s(c, BITS), i32x4.shr_s(d, BITS));
  return i8x16.narrow_i16x8_u(low, high);
}

/**
 * The horizontal pass, over consecutive RGB rows. Four bytes are read and written for each pixel of three bytes, so both
 * images need a spare byte behind them.
 */
export function rows(from: usize, rowBytes: usize, count: i32, axis: Axis, to: usize): void {
  for (let y = 0; y < count; y++, from += rowBytes) {
    for (let x = 0; x < axis.count; x++, to += 3) {
      let pixel = from + 3 * (<usize>at(axis.starts, x));
      let weight = axis.weights + ((<usize>(x * axis.stride)) << 2);
      const end = weight + ((<usize>at(axis.lengths, x)) << 2);
      let sums = i32x4.splat(HALF);
      for (; weight < end; weight += 4, pixel += 3) {
        const channels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel)));
        sums = i32x4.add(sums, i32x4.mul(channels, v128.load32_splat(weight)));
      }
      v128.store32_lane(to, bytes(sums, sums, sums, sums), 0);
    }
  }
}

/** The vertical pass, sixteen bytes of a row at once: both images need fifteen spare bytes behind them. */
export function columns(from: usize, rowBytes: usize, axis: Axis, to: usize): void {
  for (let y = 0; y < axis.count; y++, to += rowBytes) {
    const first = from + rowBytes * (<usize>at(axis.starts, y));
    const begin = axis.weights + ((<usize>(y * axis.stride)) << 2);
    const end = begin + ((<usize>at(axis.lengths, y)) << 2);
    for (let x: usize = 0; x < rowBytes; x += 16) {
      let a = i32x4.splat(HALF);
      let b = a;
      let c = a;
      let d = a;
      let samples = first + x;
      for (let weight = begin; weight < end; weight += 4, samples += rowBytes) {
        const factor = v128.load32_splat(weight);
        const line = v128.load(samples);
        const low = i16x8.extend_low_i8x16_u(line);
        const high = i16x8.extend_high_i8x16_u(line);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), factor));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), factor));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), factor));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), factor));
      }
      v128.store(to + x, bytes(a, b, c, d));
    }
  }
}
