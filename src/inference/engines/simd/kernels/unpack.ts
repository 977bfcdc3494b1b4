import { BYTE, FLOAT, HALF, PANEL_BYTES } from './steps';

/**
 * Widens panels of weights to fp32, each row of eight multiplied by its gate.
 * @param gate one fp32 a row of a panel, or 0
 */
export function unpack(weights: usize, format: i32, gate: usize, depth: i32, panels: i32, target: usize): void {
  if (format == HALF) unpackAs(HALF, weights, gate, depth, panels, target);
  else if (format == BYTE) unpackAs(BYTE, weights, gate, depth, panels, target);
  else unpackAs(FLOAT, weights, gate, depth, panels, target);
}

/** Bytes of one weight. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function weightBytes(format: i32): usize {
  return format == FLOAT ? 4 : format == HALF ? 2 : 1;
}

/** Eight weights that are whole numbers, in int16. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function eight(format: i32, weights: usize): v128 {
  return format == HALF ? v128.load(weights) : v128.load8x8_s(weights);
}

/** The first four of eight int16 in fp32. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function low(w: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(w));
}

/** The last four of eight int16 in fp32. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
export function high(w: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(w));
}

/** One constant format. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function unpackAs(format: i32, weights: usize, gate: usize, depth: i32, panels: i32, target: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    let factor = gate;
    const end = target + <usize>depth * PANEL_BYTES;
    while (target < end) {
      let first: v128;
      let second: v128;
      if (format == FLOAT) {
        first = v128.load(weights);
        second = v128.load(weights, 16);
      } else {
        const whole = eight(format, weights);
        first = low(whole);
        second = high(whole);
      }
      weights += 8 * weightBytes(format);
      if (gate) {
        const by = v128.load32_splat(factor);
        first = f32x4.mul(first, by);
        second = f32x4.mul(second, by);
        factor += 4;
      }
      v128.store(target, first);
      v128.store(target, second, 16);
      target += PANEL_BYTES;
    }
  }
}

/**
 * Widens depthwise weights in int8 to fp32, each times the scale of its channel.
 * @param bytes of one tap in fp32: 4 a channel
 */
export function unpackTaps(weights: usize, scales: usize, taps: i32, bytes: usize, target: usize): void {
  for (let tap = 0; tap < taps; tap++) {
    for (let channel: usize = 0; channel < bytes; channel += 32) {
      const whole = v128.load8x8_s(weights);
      weights += 8;
      const scale = scales + channel;
      v128.store(target, f32x4.mul(low(whole), v128.load(scale)));
      v128.store(target, f32x4.mul(high(whole), v128.load(scale, 16)), 16);
      target += 32;
    }
  }
}
