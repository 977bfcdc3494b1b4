import { PANEL_BYTES } from './steps';

/**
 * Widens panels of weights to fp32, each row of eight multiplied by its gate.
 * @param half whether the weights are int16; fp32 otherwise
 * @param gate one fp32 a row of a panel, or 0
 */
export function unpack(weights: usize, half: bool, gate: usize, depth: i32, panels: i32, target: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    let factor = gate;
    const end = target + <usize>depth * PANEL_BYTES;
    while (target < end) {
      let low: v128;
      let high: v128;
      if (half) {
        const eight = v128.load(weights);
        low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(eight));
        high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(eight));
        weights += 16;
      } else {
        low = v128.load(weights);
        high = v128.load(weights, 16);
        weights += 32;
      }
      if (gate) {
        const by = v128.load32_splat(factor);
        low = f32x4.mul(low, by);
        high = f32x4.mul(high, by);
        factor += 4;
      }
      v128.store(target, low);
      v128.store(target, high, 16);
      target += PANEL_BYTES;
    }
  }
}
