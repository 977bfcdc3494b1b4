/** Most executions of a reduction. */
const TRIES = 200;
/** Longest time of a reduction, in ms. */
const PATIENCE = 20_000;

/**
 * Makes an input smaller while it still fails: leaves out halves, then quarters and so on, as long as that goes (A.
 * Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", without its complements).
 *
 * @param fails whether an input still fails for the same reason
 */
export async function reduce(
  bytes: Uint8Array,
  fails: (candidate: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  const end = performance.now() + PATIENCE;
  let smallest = bytes;
  let tries = 0;
  for (let step = Math.ceil(bytes.length / 2); step > 0; step = step > 1 ? Math.ceil(step / 2) : 0) {
    for (let from = 0; from < smallest.length && tries < TRIES && performance.now() < end;) {
      const candidate = new Uint8Array(smallest.length - Math.min(step, smallest.length - from));
      candidate.set(smallest.subarray(0, from));
      candidate.set(smallest.subarray(from + step), from);
      tries++;
      if (await fails(candidate)) smallest = candidate;
      else from += step;
    }
  }
  return smallest;
}
