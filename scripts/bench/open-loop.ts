import { setTimeout as sleep } from 'node:timers/promises';

/**
 * An open loop: requests are due at fixed moments, whether or not earlier ones have been answered, as strangers arrive.
 * Whoever counts a latency from the due moment, which `send` is told, sees a stall in every request that it delayed: no
 * coordinated omission (G. Tene, "How NOT to Measure Latency").
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
  for (let index = 0; index < count && !signal.aborted; index++) {
    const due = begin + (1000 * index) / rate;
    const wait = due - performance.now();
    // A timer may be late, never the due moment: the next request is due when it is due.
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    flying.push(send(index, due));
  }
  await Promise.all(flying);
}
