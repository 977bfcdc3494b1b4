/** Converts values to pixels; `ticks` are the values that the axis names. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A linear axis from 0, in steps of 1, 2 or 5 times a power of ten; it ends with the last step. */
export function linearScale(max: number, [from, to]: readonly [number, number]): Scale {
  const raw = (max > 0 ? max : 1) / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10) * power;
  const count = Math.ceil((max > 0 ? max : 1) / step - 1e-9);
  return {
    at: (value) => from + ((to - from) * value) / (count * step),
    // Products of decimals have rounding errors in their last digits.
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  };
}

/**
 * A logarithmic axis, because the latencies of one chart can differ by a factor of a hundred.
 * @param min above 0
 */
export function logScale([min, max]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  // Within a decade, 1, 2 and 5 would leave too much of the chart empty.
  const factors = max / min > 8 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const candidates: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const factor of factors) candidates.push(Number((factor * 10 ** power).toPrecision(12)));
  }
  const low = candidates.findLast((tick) => tick <= min) ?? min;
  const high = candidates.find((tick) => tick > low && tick >= max) ?? max;
  const span = Math.log(high / low);
  return {
    at: (value) => from + ((to - from) * Math.log(value / low)) / span,
    ticks: candidates.filter((tick) => tick >= low && tick <= high),
  };
}
