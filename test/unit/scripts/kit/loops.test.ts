import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { closedLoop, openLoop } from '../../../../scripts/kit/load/loops.ts';
import { median } from '../../../../scripts/kit/statistics/quantiles.ts';
import { ask } from '../../../../scripts/bench/target.ts';
import { classification, fakeServer } from '../bench/fake-server.ts';

const PICTURE = { name: 'none', bytes: new Uint8Array(8), type: 'image/png' };
const QUESTION = { model: 'small', picture: PICTURE, query: '', fresh: false, timeout: 60_000, key: undefined };
const never = new AbortController().signal;
/** How long the server stands still, in ms, and what counts as slow. */
const [STALL, SLOW] = [2000, 500];

/** A server that stands still once, at its twentieth request. */
function stalling(): ReturnType<typeof fakeServer> {
  return fakeServer(async (index) => {
    if (index === 20) await sleep(STALL);
    return classification('warm', { infer: 1 });
  });
}

it('shows a stall in every request that it delayed when the loop is open, which a closed loop hides', async () => {
  const slow = (latencies: readonly number[]): number => latencies.filter((ms) => ms > SLOW).length;
  const target = (origin: string) => ({ label: 'A', origin }) as const;

  await using first = await stalling();
  const closed: number[] = [];
  const askClosed = async (): Promise<void> => {
    const { sent, received } = await ask(target(first.origin), QUESTION);
    closed.push(received - sent);
  };
  await closedLoop({ count: 100, concurrency: 1 }, askClosed, never);

  await using second = await stalling();
  const open: number[] = [];
  const askOpen = async (_: number, due: number): Promise<void> => {
    const { received } = await ask(target(second.origin), QUESTION);
    open.push(received - due);
  };
  // 40 a second: of the 80 that are due while the server stands still, 60 wait for longer than SLOW.
  await openLoop({ count: 100, rate: 40 }, askOpen, never);

  expect([closed.length, open.length]).toEqual([100, 100]);
  expect(slow(closed)).toBeGreaterThanOrEqual(1);
  expect(slow(open)).toBeGreaterThanOrEqual(40);
  expect(slow(open)).toBeGreaterThan(4 * slow(closed));
  expect(median(open)).toBeGreaterThan(median(closed));
});

it('asks on time whatever is still unanswered, and counts from the due moment', async () => {
  const dues: number[] = [];
  let flying = 0;
  let most = 0;
  const begin = performance.now();
  await openLoop(
    { count: 10, rate: 100 },
    async (_, due) => {
      dues.push(due - begin);
      most = Math.max(most, ++flying);
      await sleep(400);
      flying--;
    },
    never,
  );
  expect(most).toBeGreaterThan(1);
  const steps = dues.slice(1).map((due, index) => due - (dues[index] ?? 0));
  // Exactly 10 ms apart, however late the timers were.
  for (const step of steps) expect(step).toBeCloseTo(10, 6);
});

it('never has more than its clients under way in a closed loop', async () => {
  let flying = 0;
  let most = 0;
  const seen: number[] = [];
  await closedLoop(
    { count: 20, concurrency: 3 },
    async (index) => {
      seen.push(index);
      most = Math.max(most, ++flying);
      await sleep(1);
      flying--;
    },
    never,
  );
  expect(most).toBe(3);
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

it('stops when interrupted, and waits for what is under way', async () => {
  for (const run of [
    (send: (index: number) => Promise<void>, signal: AbortSignal) =>
      closedLoop({ count: 1000, concurrency: 2 }, send, signal),
    (send: (index: number) => Promise<void>, signal: AbortSignal) => openLoop({ count: 1000, rate: 100 }, send, signal),
  ]) {
    const interruption = new AbortController();
    let [begun, ended] = [0, 0];
    await run(async () => {
      if (++begun === 5) interruption.abort();
      await sleep(5);
      ended++;
    }, interruption.signal);
    expect(ended).toBe(begun);
    expect(begun).toBeLessThan(10);
  }
});
