/** So many whole milliseconds average out to a time between them. */
export const BATCH = 10;

/** Means of whole batches, in order: the Worker's clock has a resolution of 1 ms. What is left over at the end is left out. */
export function batchMeans(times: readonly number[]): number[] {
  return Array.from({ length: Math.floor(times.length / BATCH) }, (_, batch) => {
    const part = times.slice(batch * BATCH, (batch + 1) * BATCH);
    return part.reduce((sum, time) => sum + time, 0) / BATCH;
  });
}
