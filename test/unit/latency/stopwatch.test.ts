import { expect, it } from 'vitest';

import { Stopwatch } from '../../../src/latency/stopwatch.ts';

/** A clock that stands still until it is told otherwise. */
function clock(): { now: () => number; advance: (milliseconds: number) => void } {
  let time = 1000;
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

it('keeps the phases in the order they ran, and the total', async () => {
  const { now, advance } = clock();
  const watch = new Stopwatch(now);
  await watch.time('load', async () => {
    advance(30);
    return Promise.resolve();
  });
  advance(5);
  const answer = await watch.time('infer', async () => {
    advance(12);
    return Promise.resolve('answer');
  });
  expect(answer).toBe('answer');
  expect([...watch.phases]).toEqual([
    ['load', 30],
    ['infer', 12],
  ]);
  expect(watch.total).toBe(47);
});

it('keeps the time of a step that failed, and passes its error on', async () => {
  const { now, advance } = clock();
  const watch = new Stopwatch(now);
  const failing = watch.time('decode', async () => {
    advance(7);
    return Promise.reject(new Error('broken'));
  });
  await expect(failing).rejects.toThrow('broken');
  expect(watch.phases.get('decode')).toBe(7);
});
