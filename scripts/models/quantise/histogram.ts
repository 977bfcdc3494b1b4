import type { Range } from '../onnx/rounding.ts';

/** How often which values of an activation occur, in bins of equal width. */
export interface Histogram {
  readonly range: Range;
  readonly counts: Float64Array;
}

/** Fine enough to see one value in ten thousand, and for 256 levels after a range has been halved. */
const BINS = 4096;

/** A histogram of this range, without any value. */
export function emptyHistogram(range: Range): Histogram {
  return { range, counts: new Float64Array(BINS) };
}

/** Counts values; those outside of the range belong to the bin at its end. */
export function count({ range: [min, max], counts }: Histogram, values: Float32Array): void {
  const perUnit = max > min ? BINS / (max - min) : 0;
  for (const value of values) {
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((value - min) * perUnit)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}

/** How the range of an activation is chosen from its histogram. */
export const METHODS = ['minmax', 'percentile', 'entropy'] as const;

export type Method = (typeof METHODS)[number];

/** Percent of the values that a range keeps by `percentile`; half of the others are cut off at each end. */
const KEPT = 99.99;

/**
 * The range that an activation keeps.
 *
 * - `minmax`: all of what was seen.
 * - `percentile`: 99.99 % of it.
 * - `entropy`: of the ranges that are parts of all, the one whose 256 levels tell the least less than the values did, by
 *   Kullback-Leibler divergence (Migacz 2017, "8-bit inference with TensorRT"), with both ends drawn in alike.
 */
export function rangeOf(histogram: Histogram, method: Method): Range {
  switch (method) {
    case 'minmax':
      return histogram.range;
    case 'percentile':
      return percentileRange(histogram, KEPT);
    case 'entropy':
      return entropyRange(histogram);
  }
}

function percentileRange({ range: [min, max], counts }: Histogram, kept: number): Range {
  const tail = (counts.reduce((sum, value) => sum + value, 0) * (100 - kept)) / 200;
  const width = (max - min) / BINS;
  const firstBeyond = (bins: Iterable<number>): number => {
    let [seen, passed] = [0, 0];
    for (const value of bins) {
      seen += value;
      if (seen > tail) break;
      passed++;
    }
    return passed;
  };
  return [min + width * firstBeyond(counts), max - width * firstBeyond(counts.toReversed())];
}

/** Parts of the whole range that are tried. */
const PARTS = Array.from({ length: 64 }, (_, index) => 1 - index / 80);
const LEVELS = 256;

function entropyRange({ range: [min, max], counts }: Histogram): Range {
  const width = (max - min) / BINS;
  if (width === 0) return [min, max];
  let best = { divergence: Infinity, range: [min, max] as Range };
  for (const part of PARTS) {
    const first = Math.floor(Math.max(0, (min - part * min) / width));
    const last = Math.ceil(Math.min(BINS, (part * max - min) / width));
    const divergence = divergenceOf(counts, first, last);
    if (divergence < best.divergence) {
      best = { divergence, range: [min + first * width, min + last * width] };
    }
  }
  return best.range;
}

/** Kullback-Leibler divergence of the bins from first to last, what lies beyond in the outermost, from their levels. */
function divergenceOf(counts: Float64Array, first: number, last: number): number {
  const kept = counts.slice(first, last);
  const beyond = (bins: Float64Array): number => bins.reduce((sum, value) => sum + value, 0);
  const clipped = Float64Array.from(kept);
  clipped[0] = (clipped[0] ?? 0) + beyond(counts.subarray(0, first));
  clipped[clipped.length - 1] = (clipped.at(-1) ?? 0) + beyond(counts.subarray(last));
  const total = beyond(counts);
  const keptTotal = beyond(kept);
  let divergence = 0;
  for (let level = 0; level < LEVELS; level++) {
    const begin = Math.round((level * kept.length) / LEVELS);
    const end = Math.round(((level + 1) * kept.length) / LEVELS);
    const filled = kept.subarray(begin, end).reduce((bins, value) => bins + (value > 0 ? 1 : 0), 0);
    const even = beyond(kept.subarray(begin, end)) / Math.max(1, filled);
    for (let bin = begin; bin < end; bin++) {
      const p = (clipped[bin] ?? 0) / total;
      const q = (kept[bin] ?? 0) > 0 ? even / keptTotal : 0;
      // A value that no level stands for would make the divergence infinite; a millionth keeps it comparable.
      if (p > 0) divergence += p * Math.log(p / Math.max(q, 1e-6 * p));
    }
  }
  return divergence;
}
