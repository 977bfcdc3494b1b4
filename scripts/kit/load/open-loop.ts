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
  for (let index = 0; index < count; index++) {
    // A timer may be late, but never moves what is due next.
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
