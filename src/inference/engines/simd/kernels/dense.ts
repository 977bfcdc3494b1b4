import { activateAny } from './activation';
import { BYTE, Dense, FLOAT, HALF } from './steps';
import { eight, high, low, weightBytes } from './unpack';
import { multiplyAdd } from './vector';

/** A dense layer: a vector times a matrix, 32 outputs at a time in eight independent sums. */
export function dense(step: Dense): void {
  for (let panel = 0; panel < step.panels; panel += 4) {
    if (step.format == HALF) fourPanels(HALF, step, panel);
    else if (step.format == BYTE) fourPanels(BYTE, step, panel);
    else fourPanels(FLOAT, step, panel);
  }
}

/** Four panels of one constant format. */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function fourPanels(format: i32, step: Dense, panel: i32): void {
  const rowBytes = (<usize>8) * weightBytes(format);
  const panelBytes = <usize>step.depth * rowBytes;
  // The last group of four repeats the last panel.
  const last = step.panels - 1;
  const p1 = min(panel + 1, last);
  const p2 = min(panel + 2, last);
  const p3 = min(panel + 3, last);
  let a = step.weights + <usize>panel * panelBytes;
  let b = step.weights + <usize>p1 * panelBytes;
  let c = step.weights + <usize>p2 * panelBytes;
  let d = step.weights + <usize>p3 * panelBytes;
  let x = step.source;
  const end = x + (<usize>step.depth << 2);
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (; x < end; x += 4) {
    const v = v128.load32_splat(x);
    if (format == FLOAT) {
      a0 = multiplyAdd(v, v128.load(a), a0);
      a1 = multiplyAdd(v, v128.load(a, 16), a1);
      b0 = multiplyAdd(v, v128.load(b), b0);
      b1 = multiplyAdd(v, v128.load(b, 16), b1);
      c0 = multiplyAdd(v, v128.load(c), c0);
      c1 = multiplyAdd(v, v128.load(c, 16), c1);
      d0 = multiplyAdd(v, v128.load(d), d0);
      d1 = multiplyAdd(v, v128.load(d, 16), d1);
    } else {
      let w = eight(format, a);
      a0 = multiplyAdd(v, low(w), a0);
      a1 = multiplyAdd(v, high(w), a1);
      w = eight(format, b);
      b0 = multiplyAdd(v, low(w), b0);
      b1 = multiplyAdd(v, high(w), b1);
      w = eight(format, c);
      c0 = multiplyAdd(v, low(w), c0);
      c1 = multiplyAdd(v, high(w), c1);
      w = eight(format, d);
      d0 = multiplyAdd(v, low(w), d0);
      d1 = multiplyAdd(v, high(w), d1);
    }
    a += rowBytes;
    b += rowBytes;
    c += rowBytes;
    d += rowBytes;
  }
  finish(step, panel, a0, a1);
  finish(step, p1, b0, b1);
  finish(step, p2, c0, c1);
  finish(step, p3, d0, d1);
}

function finish(step: Dense, panel: i32, low: v128, high: v128): void {
  const offset = <usize>panel << 5;
  if (step.format != FLOAT) {
    const scales = step.scales + offset;
    low = f32x4.mul(low, v128.load(scales));
    high = f32x4.mul(high, v128.load(scales, 16));
  }
  const bias = step.bias + offset;
  const target = step.target + offset;
  v128.store(target, activateAny(step.activation, f32x4.add(low, v128.load(bias))));
  v128.store(target, activateAny(step.activation, f32x4.add(high, v128.load(bias, 16))), 16);
}
