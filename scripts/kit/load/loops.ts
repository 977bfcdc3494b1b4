import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A closed loop: each of `concurrency` clients sends its next request when its last one was answered. While the server
 * stalls no client asks, so the stall shows in one sample for each client and not in those that would have come meanwhile
 * (coordinated omission): good for the time of one request, misleading for what users of a busy service see.
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

/**
 * An open loop: requests are due at fixed moments, whether or not earlier ones have been answered, as independent users
 * send them. A latency that counts from the due moment shows a stall in every request that it delayed: no coordinated
 * omission (G. Tene, "How NOT to Measure Latency").
 *
 * @param rate requests due each second
 * @param send sends the request of this index, which was due at `due` on the clock of `performance.now()`, and waits for
 *   its answer; must not throw
 */
export async function openLoop(
  { count, rate }: { readonly count: number; readonly rate: number },
  send: (index: number, due: number) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  const flying: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    // A late timer does not move the next due moment.
    const due = begin + (1000 * index) / rate;
    if (!(await isDue(due, signal))) break;
    flying.push(send(index, due));
  }
  await Promise.all(flying);
}

/** Waits for a moment on the clock of `performance.now()`; false when interrupted. */
async function isDue(moment: number, signal: AbortSignal): Promise<boolean> {
  const wait = moment - performance.now();
  if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
