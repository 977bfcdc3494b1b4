import { expect, it } from 'vitest';

import type { StartFacts } from '../../../src/contract/timings.ts';
import { describeStart, locationOf } from '../../../src/latency/start.ts';

const WARM: StartFacts = {
  isolate: { id: 'a', age_ms: 50, requests_before: 3 },
  runtime: 'reused',
  files: 'assets',
  session: 'reused',
  tiered: 3,
};

it('is warm when everything was there', () => {
  expect(describeStart(WARM)).toEqual({ kind: 'warm', ...WARM });
});

it.each<[string, Partial<StartFacts>]>([
  ['the isolate is new', { isolate: { id: 'a', age_ms: 0, requests_before: 0 } }],
  ['the runtime was started', { runtime: 'created' }],
  ['the session was made', { session: 'created' }],
])('is cold when %s', (_, facts) => {
  expect(describeStart({ ...WARM, ...facts }).kind).toBe('cold');
});

it.each([
  [{ colo: 'FRA', country: 'DE' }, 'FRA'],
  [{ colo: 'all' }, 'local'],
  [{ colo: 'FRANKFURT' }, 'local'],
  [{ colo: 7 }, 'local'],
  [{}, 'local'],
  [null, 'local'],
  [undefined, 'local'],
])('the location of %j is %s', (cf, location) => {
  expect(locationOf(cf)).toBe(location);
});
