import { expect, it, vi } from 'vitest';

import { withDeadline } from '../../../src/latency/deadline.ts';

it('passes an answer and an error on, and leaves no timer behind', async () => {
  vi.useFakeTimers();
  try {
    await expect(withDeadline(Promise.resolve('answer'), 50)).resolves.toBe('answer');
    await expect(withDeadline(Promise.reject(new Error('broken')), 50)).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('ends when the time is over', async () => {
  await expect(withDeadline(new Promise(() => undefined), 5)).rejects.toThrow('no answer within 5 ms');
});
