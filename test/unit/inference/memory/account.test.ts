import { describe, expect, it } from 'vitest';

import { Account } from '../../../../src/inference/memory/account.ts';

/** 100 bytes, 20 of them kept back, and a heap and a clock that the test moves. */
function open(): { account: Account; state: { heap: number; decoders: number; heads: number; now: number } } {
  const state = { heap: 0, decoders: 0, heads: 0, now: 0 };
  const account = new Account({
    limit: 100,
    reserve: 20,
    heap: () => state.heap,
    decoders: () => state.decoders,
    heads: () => state.heads,
    now: () => state.now,
  });
  return { account, state };
}

describe('Account', () => {
  it('gives what the limit leaves beside the reserve, the engines and the others', () => {
    const { account, state } = open();
    state.heap = 30;
    expect(account.ceiling).toBe(50);
    const first = account.hold('upload', 20, 1000);
    expect(first?.bytes).toBe(20);
    expect(account.available).toBe(30);
    expect(account.hold('decode', 31, 1000)).toBeUndefined();
    expect(account.available).toBe(30);
    expect(account.hold('decode', 30, 1000)?.bytes).toBe(30);
    expect(account.report()).toEqual({
      limit_bytes: 100,
      reserve_bytes: 20,
      wasm_heap_bytes: 30,
      decoder_heap_bytes: 0,
      head_bytes: 0,
      buffers: { upload: 20, model: 0, decode: 30, tensor: 0 },
      used_bytes: 80,
      peak_bytes: 80,
    });
  });

  it('makes a hold larger only where there is room, and smaller always', () => {
    const { account, state } = open();
    const hold = account.hold('upload', 10, 1000);
    expect(hold?.resize(80)).toBe(true);
    expect(hold?.resize(81)).toBe(false);
    expect(hold?.bytes).toBe(80);
    state.heap = 60;
    expect(account.available).toBe(0);
    expect(hold?.resize(70)).toBe(true);
    expect(hold?.bytes).toBe(70);
    hold?.release();
    hold?.release();
    expect(account.available).toBe(20);
  });

  it('counts kept decoders and heads as used, but not as what limits a single picture', () => {
    const { account, state } = open();
    Object.assign(state, { decoders: 35, heads: 15 });
    expect([account.ceiling, account.available, account.report().used_bytes]).toEqual([80, 30, 50]);
    expect(account.hold('decode', 40, 1000)).toBeUndefined();
    Object.assign(state, { decoders: 0, heads: 0 });
    expect(account.hold('decode', 40, 1000)?.bytes).toBe(40);
  });

  it('keeps room for the engines to grow, and counts only what they have grown by', () => {
    const { account, state } = open();
    state.heap = 10;
    const end = account.expectGrowth(40, 1000);
    expect([account.available, account.report().used_bytes]).toEqual([30, 10]);
    expect(account.expectGrowth(31, 1000)).toBeUndefined();
    state.heap = 30;
    expect([account.available, account.report().used_bytes]).toEqual([30, 30]);
    end?.();
    expect(account.available).toBe(50);
    account.expectGrowth(50, 1000);
    expect(account.available).toBe(0);
    state.now = 1000;
    expect(account.available).toBe(50);
  });

  it('remembers the most that was used, growth of the engines included', () => {
    const { account, state } = open();
    account.hold('decode', 40, 1000)?.release();
    state.heap = 55;
    account.note();
    state.heap = 10;
    expect(account.report()).toMatchObject({ used_bytes: 10, peak_bytes: 55 });
  });

  it('forgets what the deadline of a hold has passed, so that a dead request holds nothing for ever', () => {
    const { account, state } = open();
    const hold = account.hold('upload', 70, 1000);
    account.hold('tensor', 10, 2000);
    state.now = 999;
    expect(account.available).toBe(0);
    state.now = 1000;
    expect(account.available).toBe(70);
    expect(account.held('upload')).toBe(0);
    hold?.release();
    expect(account.available).toBe(70);
  });
});
