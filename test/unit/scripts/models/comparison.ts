/** NHWC to NCHW, for one picture of `channels` channels. */
export function channelsFirst(values: Float32Array, channels: number): Float32Array {
  const positions = values.length / channels;
  return values.map((_, index) => values[(index % positions) * channels + Math.floor(index / positions)] ?? NaN);
}

/** The largest difference between two lists; NaN when they differ in length or hold one. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}

/** Index of the largest value. */
export function indexOfLargest(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
