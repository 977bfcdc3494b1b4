/**
 * A closed loop: each of `concurrency` clients sends its next request when its last one was answered. While the server
 * stalls nobody asks, so the stall shows in one sample for each client and not in those who would have come meanwhile
 * (coordinated omission): good for what one request takes, misleading for what users of a busy service see.
 *
 * @param send sends the request of this index and waits for its answer; must not throw
 */
export async function closedLoop(
  { count, concurrency }: { readonly count: number; readonly concurrency: number },
  send: (index: number) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count && !signal.aborted) await send(next++);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, client));
}
