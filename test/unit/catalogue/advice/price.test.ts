import { expect, it } from 'vitest';

import { priceOf } from '../../../../src/catalogue/advice/price.ts';

it('is the sum of requests, CPU time, ledger and log', () => {
  // $0.30 for requests, 7 ms at $0.02 a million ms, $0.15 for a million calls of the ledger and $1.00 for each row of the two
  // that a sample writes, $0.60 for a million lines.
  expect(priceOf({ cpu_ms: 7, whole: true })).toEqual({
    ...{ cpu_ms: 7, whole: true, million_usd: 3.19, free_plan: true },
  });
});

it.each([
  [10, true, true],
  [10.1, true, false],
  [10, false, null],
  [10.1, false, false],
])('of %d ms, of the whole answer %s: within the Free plan %s', (cpu_ms, whole, free) => {
  expect(priceOf({ cpu_ms, whole }).free_plan).toBe(free);
});
