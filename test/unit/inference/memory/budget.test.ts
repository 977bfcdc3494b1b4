import { describe, expect, it } from 'vitest';

import { MemoryBudget } from '../../../../src/inference/memory/budget.ts';

/** 100 bytes, 20 of them kept back, and a heap and a clock that the test moves. */
function open(): { budget: MemoryBudget; state: { heap: number; decoders: number; heads: number; now: number } } {
  const state = { heap: 0, decoders: 0, heads: 0, now: 0 };
  const budget = new MemoryBudget({
    limit: 100,
    reserve: 20,
    heap: () => state.heap,
    decoders: () => state.decoders,
    heads: () => state.heads,
    now: () => state.now,
  });
  return { budget, state };
}

describe('MemoryBudget', () => {
  it('gives what the limit leaves beside the reserve, the engines and the others', () => {
    const { budget, state } = open();
    state.heap = 30;
    expect(budget.available).toBe(50);
    const first = budget.reserve('upload', 20, 1000);
    expect(first?.bytes).toBe(20);
    expect(budget.available).toBe(30);
    expect(budget.reserve('decode', 31, 1000)).toBeUndefined();
    expect(budget.available).toBe(30);
    expect(budget.reserve('decode', 25, 1000)?.bytes).toBe(25);
    expect(budget.reserve('tensor', 5, 1000)?.bytes).toBe(5);
    expect(budget.report()).toEqual({
      limit_bytes: 100,
      reserve_bytes: 20,
      wasm_heap_bytes: 30,
      decoder_heap_bytes: 0,
      head_bytes: 0,
      buffers: { upload: 20, model: 0, decode: 25, tensor: 5 },
      used_bytes: 80,
      peak_bytes: 80,
    });
  });

  it('makes a reservation larger only where there is room, and smaller always', () => {
    const { budget, state } = open();
    const reservation = budget.reserve('upload', 10, 1000);
    expect(reservation?.resize(80)).toBe(true);
    expect(reservation?.resize(81)).toBe(false);
    expect(reservation?.bytes).toBe(80);
    state.heap = 60;
    expect(budget.available).toBe(0);
    expect(reservation?.resize(70)).toBe(true);
    expect(reservation?.bytes).toBe(70);
    reservation?.release();
    reservation?.release();
    expect(budget.available).toBe(20);
  });

  it('counts kept decoders and heads as used', () => {
    const { budget, state } = open();
    Object.assign(state, { decoders: 35, heads: 15 });
    expect([budget.available, budget.report().used_bytes]).toEqual([30, 50]);
    expect(budget.reserve('decode', 40, 1000)).toBeUndefined();
    Object.assign(state, { decoders: 0, heads: 0 });
    expect(budget.reserve('decode', 40, 1000)?.bytes).toBe(40);
  });

  it('keeps room for the engines to grow, and counts only what they have grown by', () => {
    const { budget, state } = open();
    state.heap = 10;
    const end = budget.reserveGrowth(40, 1000);
    expect([budget.available, budget.report().used_bytes]).toEqual([30, 10]);
    expect(budget.reserveGrowth(31, 1000)).toBeUndefined();
    state.heap = 30;
    expect([budget.available, budget.report().used_bytes]).toEqual([30, 30]);
    end?.();
    expect(budget.available).toBe(50);
    budget.reserveGrowth(50, 1000);
    expect(budget.available).toBe(0);
    state.now = 1000;
    expect(budget.available).toBe(50);
  });

  it('remembers the most that was used, growth of the engines included', () => {
    const { budget, state } = open();
    expect(budget.report().peak_bytes).toBe(0);
    budget.reserve('decode', 40, 1000)?.release();
    expect(budget.report()).toMatchObject({ used_bytes: 0, peak_bytes: 40 });
    state.heap = 55;
    budget.updatePeak();
    state.heap = 10;
    expect(budget.report()).toMatchObject({ used_bytes: 10, peak_bytes: 55 });
  });

  it('forgets what the deadline of a reservation has passed, so that a dead request holds nothing for ever', () => {
    const { budget, state } = open();
    const reservation = budget.reserve('upload', 70, 1000);
    budget.reserve('tensor', 10, 2000);
    state.now = 999;
    expect(budget.available).toBe(0);
    state.now = 1000;
    expect(budget.available).toBe(70);
    expect(budget.reserved('upload')).toBe(0);
    reservation?.release();
    expect(budget.available).toBe(70);
  });
});
