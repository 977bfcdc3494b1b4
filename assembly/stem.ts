import { activateAny } from './activation';
import { PANEL_BYTES } from './panel';
import { Stem } from './steps';
import { multiplyAdd } from './vector';

/** Some rows of the first convolution. */
export function stemRows(step: Stem, begin: i32, end: i32): void {
  const padded = paddedRow(step);
  const taps = step.sourceChannels * step.kernel * step.kernel;
  for (let y = begin; y < end; y++) {
    gather(step, y * step.stride - step.padTop, padded);
    const target = step.target + (y % step.targetRing) * step.targetRow;
    for (let panel = 0; panel < step.panels; panel++) {
      const offset = <usize>panel * PANEL_BYTES;
      row(step, step.weights + offset * taps, step.bias + offset, target + offset, padded);
    }
  }
}

/** Bytes of one row of the picture with all the columns that the kernel reaches. */
function paddedRow(step: Stem): usize {
  return (<usize>((step.width - 1) * step.stride + step.kernel)) << 2;
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
function row(step: Stem, weights: usize, bias: usize, target: usize, padded: usize): void {
  const width = step.width;
  const pixel = <usize>step.targetPixel;
  const stride = (<usize>step.stride) << 2;
  const rows = step.sourceChannels * step.kernel;
  const kernel = step.kernel;
  const activation = step.activation;
  for (let x = 0; x < width; x += 4) {
    // Columns beyond the last one repeat it.
    const n1 = min(x + 1, width - 1);
    const n2 = min(x + 2, width - 1);
    const n3 = min(x + 3, width - 1);
    let source = step.scratch;
    let w = weights;
    let a0 = v128.load(bias);
    let a1 = v128.load(bias, 16);
    let b0 = a0;
    let b1 = a1;
    let c0 = a0;
    let c1 = a1;
    let d0 = a0;
    let d1 = a1;
    for (let tap = 0; tap < rows; tap++, source += padded) {
      let a = source + <usize>x * stride;
      let b = source + <usize>n1 * stride;
      let c = source + <usize>n2 * stride;
      let d = source + <usize>n3 * stride;
      for (let kx = 0; kx < kernel; kx++) {
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        w += PANEL_BYTES;
        let v = v128.load32_splat(a);
        a0 = multiplyAdd(v, w0, a0);
        a1 = multiplyAdd(v, w1, a1);
        v = v128.load32_splat(b);
        b0 = multiplyAdd(v, w0, b0);
        b1 = multiplyAdd(v, w1, b1);
        v = v128.load32_splat(c);
        c0 = multiplyAdd(v, w0, c0);
        c1 = multiplyAdd(v, w1, c1);
        v = v128.load32_splat(d);
        d0 = multiplyAdd(v, w0, d0);
        d1 = multiplyAdd(v, w1, d1);
        a += 4;
        b += 4;
        c += 4;
        d += 4;
      }
    }
    a0 = activateAny(activation, a0);
    a1 = activateAny(activation, a1);
    b0 = activateAny(activation, b0);
    b1 = activateAny(activation, b1);
    c0 = activateAny(activation, c0);
    c1 = activateAny(activation, c1);
    d0 = activateAny(activation, d0);
    d1 = activateAny(activation, d1);
    let to = target + <usize>x * pixel;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to = target + <usize>n1 * pixel;
    v128.store(to, b0);
    v128.store(to, b1, 16);
    to = target + <usize>n2 * pixel;
    v128.store(to, c0);
    v128.store(to, c1, 16);
    to = target + <usize>n3 * pixel;
    v128.store(to, d0);
    v128.store(to, d1, 16);
  }
}
