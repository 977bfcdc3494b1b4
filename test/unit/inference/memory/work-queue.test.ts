import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Refused, type Slot, WorkQueue } from '../../../../src/inference/memory/work-queue.ts';

const OPTIONS = { waiting: 2, patience: 1000, lease: 300 };

/** Collects what becomes of those who ask, in the order in which it does. */
function ask(queue: WorkQueue, log: string[], name: string): Promise<Slot | Refused> {
  return queue.enter().then((outcome) => {
    log.push(typeof outcome === 'string' ? `${name}: ${outcome}` : `${name}: in`);
    return outcome;
  });
}

function slotOf(outcome: Slot | Refused): Slot {
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('WorkQueue', () => {
  it('lets one in at a time, in the order of arrival', async () => {
    const queue = new WorkQueue({ ...OPTIONS, lease: 5000 });
    const log: string[] = [];
    const first = slotOf(await ask(queue, log, 'first'));
    const second = ask(queue, log, 'second');
    const third = ask(queue, log, 'third');
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(['first: in']);
    first.release();
    slotOf(await second).release();
    slotOf(await third).release();
    expect(log).toEqual(['first: in', 'second: in', 'third: in']);
    expect(queue.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives others their turn before one who waited goes on, and not before one who did not wait', async () => {
    const log: string[] = [];
    const turn = async (): Promise<void> => {
      log.push('turn');
      await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const queue = new WorkQueue({ ...OPTIONS, lease: 5000, turn });
    const first = slotOf(await ask(queue, log, 'first'));
    void ask(queue, log, 'second');
    void ask(queue, log, 'third');
    first.release();
    await vi.advanceTimersByTimeAsync(9);
    expect(log).toEqual(['first: in', 'turn']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['first: in', 'turn', 'second: in']);
    // Who is refused has nothing to wait for.
    await vi.advanceTimersByTimeAsync(1000);
    expect(log).toEqual(['first: in', 'turn', 'second: in', 'third: too_long']);
  });

  it('refuses at once when too many wait', async () => {
    const queue = new WorkQueue(OPTIONS);
    const log: string[] = [];
    const first = slotOf(await ask(queue, log, 'first'));
    const second = ask(queue, log, 'second');
    void ask(queue, log, 'third');
    expect(await ask(queue, log, 'fourth')).toBe('full');
    first.release();
    await second;
    void ask(queue, log, 'fifth');
    expect(queue.waiting).toBe(2);
  });

  it('refuses whose patience ends, and lets the next one in all the same', async () => {
    const queue = new WorkQueue({ ...OPTIONS, lease: 5000 });
    const log: string[] = [];
    const first = slotOf(await ask(queue, log, 'first'));
    void ask(queue, log, 'second');
    await vi.advanceTimersByTimeAsync(600);
    const third = ask(queue, log, 'third');
    await vi.advanceTimersByTimeAsync(400);
    expect(log).toEqual(['first: in', 'second: too_long']);
    first.release();
    await third;
    expect(log.at(-1)).toBe('third: in');
  });

  it('takes a slot over whose lease is past; its late release takes nothing from others', async () => {
    const queue = new WorkQueue(OPTIONS);
    const log: string[] = [];
    const lost = slotOf(await ask(queue, log, 'lost'));
    const second = ask(queue, log, 'second');
    const third = ask(queue, log, 'third');
    await vi.advanceTimersByTimeAsync(299);
    expect([log, lost.valid]).toEqual([['lost: in'], true]);
    await vi.advanceTimersByTimeAsync(2);
    expect([log, lost.valid]).toEqual([['lost: in', 'second: in'], false]);
    lost.release();
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['lost: in', 'second: in']);
    slotOf(await second).release();
    slotOf(await third).release();
    expect(log).toEqual(['lost: in', 'second: in', 'third: in']);
  });

  it('does not forget who waits behind several that never end', async () => {
    const queue = new WorkQueue(OPTIONS);
    const log: string[] = [];
    for (const name of ['lost', 'lost too', 'third']) void ask(queue, log, name);
    await vi.advanceTimersByTimeAsync(301);
    expect(log).toEqual(['lost: in', 'lost too: in']);
    await vi.advanceTimersByTimeAsync(301);
    expect(log).toEqual(['lost: in', 'lost too: in', 'third: in']);
  });

  it('refuses by the clock whose patience has ended, although their timers are late', async () => {
    let late = 0;
    const queue = new WorkQueue({ ...OPTIONS, lease: 5000, now: () => Date.now() + late });
    const log: string[] = [];
    const first = slotOf(await ask(queue, log, 'first'));
    const second = ask(queue, log, 'second');
    late = 600;
    const third = ask(queue, log, 'third');
    late = 1100;
    first.release();
    await Promise.all([second, third]);
    expect(log).toEqual(['first: in', 'second: too_long', 'third: in']);
  });

  it('lets nobody be refused for the sake of those whose patience has ended', async () => {
    let late = 0;
    const queue = new WorkQueue({ ...OPTIONS, lease: 5000, now: () => Date.now() + late });
    const log: string[] = [];
    slotOf(await ask(queue, log, 'first'));
    const waiting = [ask(queue, log, 'second'), ask(queue, log, 'third')];
    late = 1000;
    void ask(queue, log, 'fourth');
    await Promise.all(waiting);
    expect(log).toEqual(['first: in', 'second: too_long', 'third: too_long']);
    expect(queue.waiting).toBe(1);
  });

  it('keeps a slot past its lease as long as nobody else wants it', async () => {
    const queue = new WorkQueue(OPTIONS);
    const slot = slotOf(await queue.enter());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(slot.valid).toBe(true);
    expect(typeof (await queue.enter())).toBe('object');
    expect(slot.valid).toBe(false);
  });
});
