import { PANEL_BYTES, Pointwise } from './steps';
import { storeTile } from './tile';
import { unpack } from './unpack';
import { multiplyAdd } from './vector';

/** The addresses of up to BAND_PIXELS pixels: source, target and residual of each. */
const ENTRY: usize = 12;
const BAND_PIXELS: i32 = 256;
const TABLE = memory.data(256 * 12, 16);

/** A whole 1x1 convolution. */
export function pointwise(step: Pointwise): void {
  for (let panel = 0; panel < step.panels; panel += step.group) {
    const panels = min(step.group, step.panels - panel);
    pointwisePrepare(step, panel, panels);
    pointwiseRows(step, panel, panels, 0, step.height);
  }
}

function panelBytes(step: Pointwise): usize {
  return <usize>step.depth * (step.scales ? 16 : PANEL_BYTES);
}

/** Unpacks the weights of some panels. */
export function pointwisePrepare(step: Pointwise, panel: i32, panels: i32): void {
  if (!step.scales && !step.gate) return;
  const weights = step.weights + <usize>panel * panelBytes(step);
  unpack(weights, step.scales != 0, step.gate, step.depth, panels, step.scratch);
}

/** Some rows of some panels, whose weights have been unpacked. */
export function pointwiseRows(step: Pointwise, panel: i32, panels: i32, begin: i32, end: i32): void {
  const width = step.width;
  const unpacked = step.scales || step.gate;
  const panelBytes = <usize>step.depth * PANEL_BYTES;
  const weights = unpacked ? step.scratch : step.weights + <usize>panel * panelBytes;
  const last = end * width;
  for (let first = begin * width; first < last; first += BAND_PIXELS) {
    const pixels = min(BAND_PIXELS, last - first);
    list(step, first, pixels);
    const tiles = (pixels + 3) >> 2;
    for (let i = 0; i < panels; i++) {
      const offset = <usize>(panel + i) * PANEL_BYTES;
      multiply(
        tiles,
        weights + <usize>i * panelBytes,
        step.depth,
        offset,
        step.bias + offset,
        step.scales ? step.scales + offset : 0,
        step.residual != 0,
        step.activation,
      );
    }
  }
}

/** Lists the addresses of some pixels, and repeats the last one up to a multiple of four. */
function list(step: Pointwise, first: i32, pixels: i32): void {
  let y = first / step.width;
  let x = first - y * step.width;
  let ring = y % step.targetRing;
  let entry = TABLE;
  let source: usize = 0;
  let target: usize = 0;
  let residual: usize = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (pixel == 0 || x == step.width) {
      if (pixel != 0) {
        x = 0;
        y++;
        ring++;
        if (ring == step.targetRing) ring = 0;
      }
      source = step.source + y * step.sourceRow + x * step.sourcePixel;
      target = step.target + ring * step.targetRow + x * step.targetPixel;
      residual = step.residual + y * step.residualRow + x * step.targetPixel;
    }
    store<usize>(entry, source);
    store<usize>(entry, target, 4);
    store<usize>(entry, residual, 8);
    entry += ENTRY;
    source += step.sourcePixel;
    target += step.targetPixel;
    residual += step.targetPixel;
    x++;
  }
  for (; pixels & 3; pixels++) {
    memory.copy(entry, entry - ENTRY, ENTRY);
    entry += ENTRY;
  }
}

/** Multiplies the listed pixels with one panel. Registers hold a tile of four pixels by eight output channels. */
function multiply(
  tiles: i32,
  weights: usize,
  depth: i32,
  offset: usize,
  bias: usize,
  scale: usize,
  residual: bool,
  activation: i32,
): void {
  for (let entry = TABLE; tiles > 0; tiles--, entry += 4 * ENTRY) {
    let a = load<usize>(entry);
    let b = load<usize>(entry, ENTRY);
    let c = load<usize>(entry, 2 * ENTRY);
    let d = load<usize>(entry, 3 * ENTRY);
    let w = weights;
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let d0 = f32x4.splat(0);
    let d1 = f32x4.splat(0);
    for (let k = depth; k > 0; k--) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      w += PANEL_BYTES;
      let x = v128.load32_splat(a);
      a += 4;
      a0 = multiplyAdd(x, w0, a0);
      a1 = multiplyAdd(x, w1, a1);
      x = v128.load32_splat(b);
      b += 4;
      b0 = multiplyAdd(x, w0, b0);
      b1 = multiplyAdd(x, w1, b1);
      x = v128.load32_splat(c);
      c += 4;
      c0 = multiplyAdd(x, w0, c0);
      c1 = multiplyAdd(x, w1, c1);
      x = v128.load32_splat(d);
      d += 4;
      d0 = multiplyAdd(x, w0, d0);
      d1 = multiplyAdd(x, w1, d1);
    }
    let s0 = v128.load(bias);
    let s1 = v128.load(bias, 16);
    if (scale) {
      const m0 = v128.load(scale);
      const m1 = v128.load(scale, 16);
      a0 = multiplyAdd(a0, m0, s0);
      a1 = multiplyAdd(a1, m1, s1);
      b0 = multiplyAdd(b0, m0, s0);
      b1 = multiplyAdd(b1, m1, s1);
      c0 = multiplyAdd(c0, m0, s0);
      c1 = multiplyAdd(c1, m1, s1);
      d0 = multiplyAdd(d0, m0, s0);
      d1 = multiplyAdd(d1, m1, s1);
    } else {
      a0 = f32x4.add(a0, s0);
      a1 = f32x4.add(a1, s1);
      b0 = f32x4.add(b0, s0);
      b1 = f32x4.add(b1, s1);
      c0 = f32x4.add(c0, s0);
      c1 = f32x4.add(c1, s1);
      d0 = f32x4.add(d0, s0);
      d1 = f32x4.add(d1, s1);
    }
    if (residual) {
      a = load<usize>(entry, 8) + offset;
      b = load<usize>(entry, ENTRY + 8) + offset;
      c = load<usize>(entry, 2 * ENTRY + 8) + offset;
      d = load<usize>(entry, 3 * ENTRY + 8) + offset;
      a0 = f32x4.add(a0, v128.load(a));
      a1 = f32x4.add(a1, v128.load(a, 16));
      b0 = f32x4.add(b0, v128.load(b));
      b1 = f32x4.add(b1, v128.load(b, 16));
      c0 = f32x4.add(c0, v128.load(c));
      c1 = f32x4.add(c1, v128.load(c, 16));
      d0 = f32x4.add(d0, v128.load(d));
      d1 = f32x4.add(d1, v128.load(d, 16));
    }
    a = load<usize>(entry, 4) + offset;
    b = load<usize>(entry, ENTRY + 4) + offset;
    c = load<usize>(entry, 2 * ENTRY + 4) + offset;
    d = load<usize>(entry, 3 * ENTRY + 4) + offset;
    storeTile(activation, a, b, c, d, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}
