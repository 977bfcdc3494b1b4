import { expect, it } from 'vitest';

import type { StartFacts } from '../../../src/contract/timings.ts';
import { describeStart } from '../../../src/latency/start.ts';

const WARM: StartFacts = {
  isolate: { id: 'a', age_ms: 50, requests_before: 3 },
  runtime: 'reused',
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
