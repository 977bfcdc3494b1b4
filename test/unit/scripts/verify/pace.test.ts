import { expect, it } from 'vitest';

import { Pace } from '../../../../scripts/verify/pace.ts';

it('never waits where nothing is counted', () => {
  const pace = new Pace();
  pace.learn(null);
  pace.learn('"read";q=5;w=60');
  for (let sent = 0; sent < 1000; sent++) pace.note(sent);
  expect(pace.delay(1000)).toBe(0);
  expect(pace.limit).toBe(Infinity);
});

it('keeps ten requests below the policy, in any period', () => {
  const pace = new Pace();
  pace.learn('"compute";q=13;w=60');
  expect(pace.limit).toBe(3);
  for (const time of [0, 10_000, 20_000]) {
    expect(pace.delay(time)).toBe(0);
    pace.note(time);
  }
  // The first one has to be a minute old before there is a fourth.
  expect(pace.delay(25_000)).toBe(35_000);
  expect(pace.delay(60_000)).toBe(0);
});

it('makes room for several at once, and for no more than there can ever be', () => {
  const pace = new Pace();
  pace.learn('"compute";q=13;w=60');
  pace.note(0);
  pace.note(10_000);
  expect(pace.delay(10_000, 1)).toBe(0);
  expect(pace.delay(10_000, 2)).toBe(50_000);
  expect(pace.delay(10_000, 3)).toBe(60_000);
  expect(pace.delay(10_000, 100)).toBe(60_000);
});
