import { PANEL_BYTES, Stem } from './steps';
import { storeTile } from './tile';
import { multiplyAdd } from './vector';

/** Offsets of the values under the kernel from the first one, at most MAX_TAPS of them. */
const MAX_TAPS: i32 = 256;
const TAPS = memory.data(4 * 256, 16);

/** Some rows of the first convolution. */
export function stemRows(step: Stem, begin: i32, end: i32): void {
  const padded = paddedRow(step);
  const taps = step.sourceChannels * step.kernel * step.kernel;
  if (taps > MAX_TAPS) unreachable();
  listTaps(step, padded);
  for (let y = begin; y < end; y++) {
    gather(step, y * step.stride - step.padTop, padded);
    const target = step.target + (y % step.targetRing) * step.targetRow;
    for (let panel = 0; panel < step.panels; panel++) {
      const offset = <usize>panel * PANEL_BYTES;
      row(step, taps, step.weights + offset * taps, step.bias + offset, target + offset);
    }
  }
}

/** Bytes of one row of the picture with all columns that the kernel reaches. */
function paddedRow(step: Stem): usize {
  return (<usize>((step.width - 1) * step.stride + step.kernel)) << 2;
}

function listTaps(step: Stem, padded: usize): void {
  let to = TAPS;
  for (let row = 0; row < step.sourceChannels * step.kernel; row++) {
    for (let kx = 0; kx < step.kernel; kx++, to += 4) store<usize>(to, <usize>row * padded + (<usize>kx << 2));
  }
}

/** Copies the rows under the kernel, of all channels, between zeros. */
function gather(step: Stem, top: i32, padded: usize): void {
  const left = (<usize>step.padLeft) << 2;
  const inside = min((<usize>step.sourceWidth) << 2, padded - left);
  let to = step.scratch;
  for (let channel = 0; channel < step.sourceChannels; channel++) {
    for (let ky = 0; ky < step.kernel; ky++, to += padded) {
      const y = top + ky;
      if (y < 0 || y >= step.sourceHeight) {
        memory.fill(to, 0, padded);
        continue;
      }
      const from = step.source + ((<usize>((channel * step.sourceHeight + y) * step.sourceWidth)) << 2);
      memory.fill(to, 0, left);
      memory.copy(to + left, from, inside);
      memory.fill(to + left + inside, 0, padded - left - inside);
    }
  }
}

/** One row, eight output channels. */
function row(step: Stem, taps: i32, weights: usize, bias: usize, target: usize): void {
  const width = step.width;
  const pixel = <usize>step.targetPixel;
  const stride = <usize>step.stride << 2;
  const activation = step.activation;
  for (let x = 0; x < width; x += 4) {
    // The last group of four repeats the last column.
    const n1 = <usize>min(x + 1, width - 1);
    const n2 = <usize>min(x + 2, width - 1);
    const n3 = <usize>min(x + 3, width - 1);
    const a = step.scratch + <usize>x * stride;
    const b = step.scratch + n1 * stride;
    const c = step.scratch + n2 * stride;
    const d = step.scratch + n3 * stride;
    let w = weights;
    let a0 = v128.load(bias);
    let a1 = v128.load(bias, 16);
    let b0 = a0;
    let b1 = a1;
    let c0 = a0;
    let c1 = a1;
    let d0 = a0;
    let d1 = a1;
    let tap = TAPS;
    for (let left = taps; left > 0; left--) {
      const at = load<usize>(tap);
      tap += 4;
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      w += PANEL_BYTES;
      let v = v128.load32_splat(a + at);
      a0 = multiplyAdd(v, w0, a0);
      a1 = multiplyAdd(v, w1, a1);
      v = v128.load32_splat(b + at);
      b0 = multiplyAdd(v, w0, b0);
      b1 = multiplyAdd(v, w1, b1);
      v = v128.load32_splat(c + at);
      c0 = multiplyAdd(v, w0, c0);
      c1 = multiplyAdd(v, w1, c1);
      v = v128.load32_splat(d + at);
      d0 = multiplyAdd(v, w0, d0);
      d1 = multiplyAdd(v, w1, d1);
    }
    const to = target + <usize>x * pixel;
    const to1 = target + n1 * pixel;
    const to2 = target + n2 * pixel;
    const to3 = target + n3 * pixel;
    storeTile(activation, to, to1, to2, to3, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}
