import { expect, it } from 'vitest';

import { CurrentWork, type Work } from '../../../../src/web/client/current-work.ts';

/** Work of which is written down how it ends. */
function watched(): { readonly work: CurrentWork; readonly log: string[] } {
  const log: string[] = [];
  const work = new CurrentWork({
    cancelled: () => log.push('cancelled'),
    failed: (error) => log.push(String(error)),
    ended: () => log.push('ended'),
  });
  return { work, log };
}

const untilAborted =
  (log: string[], name: string): Work =>
  (signal) =>
    new Promise((_, reject) => {
      log.push(name);
      signal.addEventListener('abort', () => {
        reject(new DOMException('cancelled', 'AbortError'));
      });
    });

/** Waits until what has ended has told so. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('does one thing at a time, and says only how the last one ended', async () => {
  const { work, log } = watched();
  work.start(untilAborted(log, 'first'));
  work.start(untilAborted(log, 'second'));
  await settled();
  expect(log).toEqual(['first', 'second']);
  work.cancel();
  await settled();
  expect(log).toEqual(['first', 'second', 'cancelled', 'ended']);
  expect(work.now).toBeUndefined();
});

it('tries again what has failed, not what was done after it', async () => {
  const { work, log } = watched();
  let attempts = 0;
  work.start(() => (++attempts === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve()));
  await settled();
  let others = 0;
  work.start(() => {
    others++;
    return Promise.resolve();
  });
  await settled();
  work.retry();
  await settled();
  expect({ attempts, others }).toEqual({ attempts: 2, others: 1 });
  expect(log).toEqual(['Error: no answer', 'ended', 'ended', 'ended']);
});

it('ends without a word what is left', async () => {
  const { work, log } = watched();
  work.start(untilAborted(log, 'first'));
  work.leave();
  await settled();
  expect(log).toEqual(['first', 'ended']);
});
