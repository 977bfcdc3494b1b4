import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Refused, type Turn, Turns } from '../../../../src/inference/memory/turns.ts';

const OPTIONS = { waiting: 2, patience: 1000, lease: 300 };

/** Collects what becomes of those who ask, in the order in which it does. */
function ask(turns: Turns, log: string[], name: string): Promise<Turn | Refused> {
  return turns.enter().then((outcome) => {
    log.push(typeof outcome === 'string' ? `${name}: ${outcome}` : `${name}: in`);
    return outcome;
  });
}

function turnOf(outcome: Turn | Refused): Turn {
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('Turns', () => {
  it('lets one in at a time, in the order of arrival', async () => {
    const turns = new Turns({ ...OPTIONS, lease: 5000 });
    const log: string[] = [];
    const first = turnOf(await ask(turns, log, 'first'));
    const second = ask(turns, log, 'second');
    const third = ask(turns, log, 'third');
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(['first: in']);
    first.release();
    turnOf(await second).release();
    turnOf(await third).release();
    expect(log).toEqual(['first: in', 'second: in', 'third: in']);
    expect(turns.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses at once when too many wait', async () => {
    const turns = new Turns(OPTIONS);
    const log: string[] = [];
    const first = turnOf(await ask(turns, log, 'first'));
    const second = ask(turns, log, 'second');
    void ask(turns, log, 'third');
    expect(await ask(turns, log, 'fourth')).toBe('full');
    first.release();
    await second;
    void ask(turns, log, 'fifth');
    expect(turns.waiting).toBe(2);
  });

  it('refuses whose patience ends, and lets the next one in all the same', async () => {
    const turns = new Turns({ ...OPTIONS, lease: 5000 });
    const log: string[] = [];
    const first = turnOf(await ask(turns, log, 'first'));
    void ask(turns, log, 'second');
    await vi.advanceTimersByTimeAsync(600);
    const third = ask(turns, log, 'third');
    await vi.advanceTimersByTimeAsync(400);
    expect(log).toEqual(['first: in', 'second: too_long']);
    first.release();
    await third;
    expect(log.at(-1)).toBe('third: in');
  });

  it('takes a turn over whose lease is past; its late release takes nothing from others', async () => {
    const turns = new Turns(OPTIONS);
    const log: string[] = [];
    const lost = turnOf(await ask(turns, log, 'lost'));
    const second = ask(turns, log, 'second');
    const third = ask(turns, log, 'third');
    await vi.advanceTimersByTimeAsync(299);
    expect([log, lost.valid]).toEqual([['lost: in'], true]);
    await vi.advanceTimersByTimeAsync(2);
    expect([log, lost.valid]).toEqual([['lost: in', 'second: in'], false]);
    lost.release();
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['lost: in', 'second: in']);
    turnOf(await second).release();
    turnOf(await third).release();
    expect(log).toEqual(['lost: in', 'second: in', 'third: in']);
  });

  it('keeps a turn past its lease as long as nobody else wants it', async () => {
    const turns = new Turns(OPTIONS);
    const turn = turnOf(await turns.enter());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(turn.valid).toBe(true);
    expect(typeof (await turns.enter())).toBe('object');
    expect(turn.valid).toBe(false);
  });
});
