import { BAND_PIXELS, ENTRY, list, storePixels, TABLE } from './band';
import { dotBand } from './dot';
import { DOT, FLOAT, PANEL_BYTES, Pointwise } from './steps';
import { unpack, weightBytes } from './unpack';
import { multiplyAdd } from './vector';

/** A whole 1x1 convolution. */
export function pointwise(step: Pointwise): void {
  for (let panel = 0; panel < step.panels; panel += step.group) {
    const panels = min(step.group, step.panels - panel);
    pointwisePrepare(step, panel, panels);
    pointwiseRows(step, panel, panels, 0, step.height, 0);
  }
}

function unpacks(step: Pointwise): bool {
  return step.format != DOT && (step.format != FLOAT || step.gate != 0);
}

/** Unpacks the weights of some panels. */
export function pointwisePrepare(step: Pointwise, panel: i32, panels: i32): void {
  if (!unpacks(step)) return;
  const weights = step.weights + <usize>panel * 8 * <usize>step.depth * weightBytes(step.format);
  unpack(weights, step.format, step.gate, step.depth, panels, step.scratch);
}

/**
 * Some rows of some panels, whose weights have been unpacked.
 * @param skipped as for `list`
 */
export function pointwiseRows(
  step: Pointwise,
  panel: i32,
  panels: i32,
  begin: i32,
  end: i32,
  skipped: usize,
): void {
  const width = step.width;
  const panelBytes = <usize>step.depth * PANEL_BYTES;
  const weights = unpacks(step) ? step.scratch : step.weights + <usize>panel * panelBytes;
  const last = end * width;
  for (let first = begin * width; first < last; first += BAND_PIXELS) {
    const pixels = min(BAND_PIXELS, last - first);
    list(step, first, pixels, skipped);
    const tiles = (pixels + 3) >> 2;
    if (step.format == DOT) {
      // In slices, which begin with the first row, the rounded pixels of all bands are kept.
      dotBand(step, panel, panels, tiles, panels < step.panels ? first >> 2 : 0);
      continue;
    }
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
    storePixels(entry, offset, residual, activation, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}
