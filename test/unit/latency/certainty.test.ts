import { expect, it } from 'vitest';

import { fewOf } from '../../../src/latency/certainty.ts';

it.each([
  [1, ['p50_ms', 'p90_ms', 'p95_ms', 'p99_ms']],
  [9, ['p50_ms', 'p90_ms', 'p95_ms', 'p99_ms']],
  [10, ['p95_ms', 'p99_ms']],
  [19, ['p95_ms', 'p99_ms']],
  [20, ['p99_ms']],
  [99, ['p99_ms']],
  [100, []],
])('%i samples are few for %j', (count, few) => {
  expect(fewOf(count)).toEqual(few);
});
