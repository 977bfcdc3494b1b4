import { activate, activateAny, HARD_SWISH, NONE, QUICK_SILU, RELU, SILU } from './activation';
import { Depthwise } from './steps';
import { unpackTaps } from './unpack';
import { multiplyAdd } from './vector';

/** Addresses of the source rows under the kernel. */
const ROWS = memory.data(5 * 4, 16);
/** Bytes of channels that are computed for a whole row before the next ones, so that their weights stay in the cache. */
const CHUNK: usize = 256;

/** Prepares a depthwise convolution: zeros beside the source's rows, sums of zero, weights in fp32. */
export function depthwisePrepare(step: Depthwise): void {
  const rows = min(step.sourceRing, step.sourceHeight);
  const left = <usize>step.padLeft * step.sourcePixel;
  const right = <usize>step.padRight * step.sourcePixel;
  const inside = <usize>step.sourceWidth * step.sourcePixel;
  for (let y = 0; y < rows; y++) {
    const row = step.source + y * step.sourceRow;
    memory.fill(row, 0, left);
    memory.fill(row + left + inside, 0, right);
  }
  if (step.pool) memory.fill(step.pool, 0, step.pixel);
  if (step.scales) unpackTaps(step.weights, step.scales, step.kernel * step.kernel, step.pixel, step.scratch);
}

/**
 * Some rows of some channels of a depthwise convolution.
 * @param from first channel, and `to` the one behind the last, as bytes of a pixel
 * @param skipped bytes of a pixel that the source does not have, because they belong to earlier slices
 */
export function depthwiseRows(step: Depthwise, begin: i32, end: i32, from: usize, to: usize, skipped: usize): void {
  const taps = step.scales ? step.scratch : step.weights;
  for (let y = begin; y < end; y++) {
    const top = y * step.stride - step.padTop;
    const first = max(0, -top);
    const last = min(step.kernel, step.sourceHeight - top);
    for (let ky = first; ky < last; ky++) {
      const row = step.source + ((top + ky) % step.sourceRing) * step.sourceRow;
      store<usize>(ROWS + ((ky - first) << 2), row);
    }
    const weights = taps + <usize>(first * step.kernel) * step.pixel;
    const target = step.target + y * step.targetRow;
    for (let channel = from; channel < to; channel += CHUNK) {
      const bytes = min(CHUNK, to - channel);
      chunk(step, weights + channel, target + channel, channel, channel - skipped, bytes, last - first);
    }
  }
}

/** One row, some channels; `offset` is where they begin in a pixel of the source. */
function chunk(
  step: Depthwise,
  weights: usize,
  target: usize,
  channel: usize,
  offset: usize,
  bytes: usize,
  rows: i32,
): void {
  const pixel = <usize>step.pixel;
  const sourcePixel = <usize>step.sourcePixel;
  const width = step.width;
  const bias = step.bias + channel;
  const pool = step.pool ? step.pool + channel : 0;
  const stride = step.stride;
  const kernel = step.kernel;
  const activation = step.activation;
  if (width < 4) {
    for (let x = 0; x < width; x++) {
      const source = <usize>(x * stride) * sourcePixel + offset;
      one(kernel, rows, source, sourcePixel, weights, target + <usize>x * pixel, pixel, bytes, bias, pool, activation);
    }
    return;
  }
  for (let x = 0; x < width; x += 4) {
    // When the width is not a multiple of four, the last four overlap the ones before; the pool counts each pixel once.
    const begin = min(x, width - 4);
    const done = x - begin;
    const source = <usize>(begin * stride) * sourcePixel + offset;
    const to = target + <usize>begin * pixel;
    if (kernel == 3) {
      if (stride == 1) four(3, 1, rows, source, sourcePixel, weights, to, pixel, bytes, bias, pool, done, activation);
      else four(3, 2, rows, source, sourcePixel, weights, to, pixel, bytes, bias, pool, done, activation);
    } else {
      if (stride == 1) four(5, 1, rows, source, sourcePixel, weights, to, pixel, bytes, bias, pool, done, activation);
      else four(5, 2, rows, source, sourcePixel, weights, to, pixel, bytes, bias, pool, done, activation);
    }
  }
}

/**
 * The inner loop: four neighbouring pixels, any number of channels. `kernel` and `stride` are constants. The four cases are
 * written out: a common loop with an inlined function for each tap took 1.3 (efficientnet_b0) to 1.5 times
 * (mobilenetv3_small) as long for the whole network.
 */
// @ts-expect-error: decorators on functions are AssemblyScript's.
@inline
function four(
  kernel: i32,
  stride: i32,
  rows: i32,
  source: usize,
  sourcePixel: usize,
  weights: usize,
  target: usize,
  pixel: usize,
  bytes: usize,
  bias: usize,
  pool: usize,
  done: i32,
  activation: i32,
): void {
  for (let channel: usize = 0; channel < bytes; channel += 16) {
    let a = v128.load(bias + channel);
    let b = a;
    let c = a;
    let d = a;
    let w = weights + channel;
    for (let ky = 0; ky < rows; ky++) {
      let s = load<usize>(ROWS + (ky << 2)) + source + channel;
      const w0 = v128.load(w);
      w += pixel;
      const w1 = v128.load(w);
      w += pixel;
      const w2 = v128.load(w);
      w += pixel;
      let x = v128.load(s);
      s += sourcePixel;
      if (kernel == 3 && stride == 1) {
        a = multiplyAdd(x, w0, a);
        x = v128.load(s);
        s += sourcePixel;
        a = multiplyAdd(x, w1, a);
        b = multiplyAdd(x, w0, b);
        x = v128.load(s);
        s += sourcePixel;
        a = multiplyAdd(x, w2, a);
        b = multiplyAdd(x, w1, b);
        c = multiplyAdd(x, w0, c);
        x = v128.load(s);
        s += sourcePixel;
        b = multiplyAdd(x, w2, b);
        c = multiplyAdd(x, w1, c);
        d = multiplyAdd(x, w0, d);
        x = v128.load(s);
        s += sourcePixel;
        c = multiplyAdd(x, w2, c);
        d = multiplyAdd(x, w1, d);
        x = v128.load(s);
        d = multiplyAdd(x, w2, d);
      } else if (kernel == 3) {
        a = multiplyAdd(x, w0, a);
        x = v128.load(s);
        s += sourcePixel;
        a = multiplyAdd(x, w1, a);
        x = v128.load(s);
        s += sourcePixel;
        a = multiplyAdd(x, w2, a);
        b = multiplyAdd(x, w0, b);
        x = v128.load(s);
        s += sourcePixel;
        b = multiplyAdd(x, w1, b);
        x = v128.load(s);
        s += sourcePixel;
        b = multiplyAdd(x, w2, b);
        c = multiplyAdd(x, w0, c);
        x = v128.load(s);
        s += sourcePixel;
        c = multiplyAdd(x, w1, c);
        x = v128.load(s);
        s += sourcePixel;
        c = multiplyAdd(x, w2, c);
        d = multiplyAdd(x, w0, d);
        x = v128.load(s);
        s += sourcePixel;
        d = multiplyAdd(x, w1, d);
        x = v128.load(s);
        d = multiplyAdd(x, w2, d);
      } else {
        const w3 = v128.load(w);
        w += pixel;
        const w4 = v128.load(w);
        w += pixel;
        if (stride == 1) {
          a = multiplyAdd(x, w0, a);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w1, a);
          b = multiplyAdd(x, w0, b);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w2, a);
          b = multiplyAdd(x, w1, b);
          c = multiplyAdd(x, w0, c);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w3, a);
          b = multiplyAdd(x, w2, b);
          c = multiplyAdd(x, w1, c);
          d = multiplyAdd(x, w0, d);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w4, a);
          b = multiplyAdd(x, w3, b);
          c = multiplyAdd(x, w2, c);
          d = multiplyAdd(x, w1, d);
          x = v128.load(s);
          s += sourcePixel;
          b = multiplyAdd(x, w4, b);
          c = multiplyAdd(x, w3, c);
          d = multiplyAdd(x, w2, d);
          x = v128.load(s);
          s += sourcePixel;
          c = multiplyAdd(x, w4, c);
          d = multiplyAdd(x, w3, d);
          x = v128.load(s);
          d = multiplyAdd(x, w4, d);
        } else {
          a = multiplyAdd(x, w0, a);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w1, a);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w2, a);
          b = multiplyAdd(x, w0, b);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w3, a);
          b = multiplyAdd(x, w1, b);
          x = v128.load(s);
          s += sourcePixel;
          a = multiplyAdd(x, w4, a);
          b = multiplyAdd(x, w2, b);
          c = multiplyAdd(x, w0, c);
          x = v128.load(s);
          s += sourcePixel;
          b = multiplyAdd(x, w3, b);
          c = multiplyAdd(x, w1, c);
          x = v128.load(s);
          s += sourcePixel;
          b = multiplyAdd(x, w4, b);
          c = multiplyAdd(x, w2, c);
          d = multiplyAdd(x, w0, d);
          x = v128.load(s);
          s += sourcePixel;
          c = multiplyAdd(x, w3, c);
          d = multiplyAdd(x, w1, d);
          x = v128.load(s);
          s += sourcePixel;
          c = multiplyAdd(x, w4, c);
          d = multiplyAdd(x, w2, d);
          x = v128.load(s);
          s += sourcePixel;
          d = multiplyAdd(x, w3, d);
          x = v128.load(s);
          d = multiplyAdd(x, w4, d);
        }
      }
    }
    const to = target + channel;
    if (activation == SILU) {
      a = activate(SILU, a);
      b = activate(SILU, b);
      c = activate(SILU, c);
      d = activate(SILU, d);
    } else if (activation == QUICK_SILU) {
      a = activate(QUICK_SILU, a);
      b = activate(QUICK_SILU, b);
      c = activate(QUICK_SILU, c);
      d = activate(QUICK_SILU, d);
    } else if (activation == HARD_SWISH) {
      a = activate(HARD_SWISH, a);
      b = activate(HARD_SWISH, b);
      c = activate(HARD_SWISH, c);
      d = activate(HARD_SWISH, d);
    } else if (activation == RELU) {
      a = activate(RELU, a);
      b = activate(RELU, b);
      c = activate(RELU, c);
      d = activate(RELU, d);
    } else if (activation != NONE) {
      a = activateAny(activation, a);
      b = activateAny(activation, b);
      c = activateAny(activation, c);
      d = activateAny(activation, d);
    }
    v128.store(to, a);
    v128.store(to + pixel, b);
    v128.store(to + 2 * pixel, c);
    v128.store(to + 3 * pixel, d);
    if (pool) {
      let sum = v128.load(pool + channel);
      if (done < 1) sum = f32x4.add(sum, a);
      if (done < 2) sum = f32x4.add(sum, b);
      if (done < 3) sum = f32x4.add(sum, c);
      v128.store(pool + channel, f32x4.add(sum, d));
    }
  }
}

/** One pixel, for rows narrower than four pixels. */
function one(
  kernel: i32,
  rows: i32,
  source: usize,
  sourcePixel: usize,
  weights: usize,
  target: usize,
  pixel: usize,
  bytes: usize,
  bias: usize,
  pool: usize,
  activation: i32,
): void {
  for (let channel: usize = 0; channel < bytes; channel += 16) {
    let a = v128.load(bias + channel);
    let w = weights + channel;
    for (let ky = 0; ky < rows; ky++) {
      let s = load<usize>(ROWS + (ky << 2)) + source + channel;
      for (let kx = 0; kx < kernel; kx++, s += sourcePixel, w += pixel) {
        a = multiplyAdd(v128.load(s), v128.load(w), a);
      }
    }
    a = activateAny(activation, a);
    v128.store(target + channel, a);
    if (pool) v128.store(pool + channel, f32x4.add(v128.load(pool + channel), a));
  }
}
